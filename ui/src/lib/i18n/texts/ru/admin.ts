import type { Translation } from '../../message';
import type english from '../en/admin';

export default {
  title: 'Настройки',
} satisfies Translation<typeof english>;
