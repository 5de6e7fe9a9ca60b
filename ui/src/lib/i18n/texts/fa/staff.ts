import type { Translation } from '../../message';
import type english from '../en/staff';

export default {
  'keys.help': 'راهنمای صفحه‌کلید',
  'keys.inbox': 'رفتن به صندوق کار',
  'column.subject': 'موضوع',
  'column.requester': 'مشتری',
  'column.status': 'وضعیت',
  'column.updated': 'به‌روزرسانی',
  'inbox.empty': 'صف خالی است',
  'inbox.emptyText': 'چیزی در انتظار شما نیست. دست‌مریزاد.',
} satisfies Translation<typeof english>;
