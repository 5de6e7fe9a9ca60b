import type { Translation } from '../../message';
import type english from '../en/staff';

export default {
  'keys.help': '键盘快捷键',
  'keys.inbox': '前往收件箱',
  'column.subject': '主题',
  'column.requester': '客户',
  'column.status': '状态',
  'column.updated': '更新时间',
  'inbox.empty': '队列为空',
  'inbox.emptyText': '没有待处理的事项，做得好。',
} satisfies Translation<typeof english>;
