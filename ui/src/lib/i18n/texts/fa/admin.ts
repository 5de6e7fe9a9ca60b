import type { Translation } from '../../message';
import type english from '../en/admin';

export default {
  title: 'تنظیمات',
} satisfies Translation<typeof english>;
