import type { Translation } from '../../message';
import type english from '../en/admin';

export default {
  title: '设置',
} satisfies Translation<typeof english>;
