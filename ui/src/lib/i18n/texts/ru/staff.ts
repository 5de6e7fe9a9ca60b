import type { Translation } from '../../message';
import type english from '../en/staff';

export default {
  'keys.help': 'Клавиши',
  'keys.inbox': 'Перейти к обращениям',
  'column.subject': 'Тема',
  'column.requester': 'Клиент',
  'column.status': 'Статус',
  'column.updated': 'Обновлено',
  'inbox.empty': 'Очередь пуста',
  'inbox.emptyText': 'Ничто вас не ждёт. Отлично.',
} satisfies Translation<typeof english>;
