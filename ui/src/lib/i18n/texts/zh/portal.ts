import type { Translation } from '../../message';
import type english from '../en/portal';

export default {
  greeting: '您好，{name}',
  ask: '请求帮助',
  requests: '我的请求',
  'empty.title': '还没有请求',
  'empty.text': '遇到问题时，用您自己的话告诉我们，接下来交给我们。',
} satisfies Translation<typeof english>;
