import type { Translation } from '../../message';
import type english from '../en/portal';

export default {
  greeting: 'Здравствуйте, {name}',
  ask: 'Попросить помощи',
  requests: 'Мои обращения',
  'empty.title': 'Обращений пока нет',
  'empty.text': 'Если что-то случилось, расскажите своими словами. Дальше займёмся мы.',
} satisfies Translation<typeof english>;
