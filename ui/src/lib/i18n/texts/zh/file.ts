import type { Translation } from '../../message';
import type english from '../en/file';

export default {
  waiting: '正在检查恶意软件，检查完毕后即可打开。',
  infected: '发现恶意软件（{found}），任何人都无法打开。',
  infectedDo: '请勿改用其他方式发送。请检查文件来源的电脑，再从干净的电脑重新发送。',
  unscanned: '未检查恶意软件',
  'refused.too_large': '文件过大，无法检查，任何人都无法打开。请分成几部分发送。',
  'refused.limits': '未能完整检查，任何人都无法打开。请分成几部分发送。',
  'refused.unread': '无法检查，任何人都无法打开。请重新发送，或换一种格式。',
  'refused.bomb': '此压缩包解开后远大于其外表，任何人都无法打开。',
  'refused.overlap': '此压缩包的结构会欺骗解压程序，任何人都无法打开。',
  'refused.names': '此压缩包会写到自身文件夹之外，任何人都无法打开。请不带完整路径重新打包。',
  'refused.depth': '压缩包层层嵌套过多，任何人都无法打开。请只打包一次。',
  'mark.encrypted': '有密码保护：其中内容未经检查',
  'mark.damaged': '压缩包已损坏',
  'mark.opaque': '未能完全查看其中内容',
  'mark.program': '含有程序：只有在您预期如此时才运行',
  'mark.hidden': '其中藏有压缩包',
  preview: '预览 {name}',
  closePreview: '关闭 {name} 的预览',
  noPreview: '此文件没有预览。',
  page: '第 {count} 页',
  nextPage: '下一页',
  previousPage: '上一页',
} satisfies Translation<typeof english>;
