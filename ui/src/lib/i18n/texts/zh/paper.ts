import type { Translation } from '../../message';
import type english from '../en/paper';

export default {
  how: '如何验证这类文件',
  howText: '文件带有本系统的印章和时间戳。验证 PDF 签名的程序在信任此证书后，便能判断其中是否有任何改动。',
  compare: '证书是否确属我方，只能通过其他途径确认：请人在电话中念出指纹，或询问此前已取得证书的人。',
  fingerprint: '指纹（SHA-256）',
  until: '有效期至',
  take: '下载证书',
  command: '不经本服务器，在命令行中：',
} satisfies Translation<typeof english>;
