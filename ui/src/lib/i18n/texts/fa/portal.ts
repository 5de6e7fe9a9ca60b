import type { Translation } from '../../message';
import type english from '../en/portal';

export default {
  greeting: 'سلام، {name}',
  ask: 'درخواست کمک',
  requests: 'درخواست‌های من',
  'empty.title': 'هنوز درخواستی نیست',
  'empty.text': 'هرگاه مشکلی پیش آمد، به زبان خودتان بگویید. بقیه با ما.',
} satisfies Translation<typeof english>;
