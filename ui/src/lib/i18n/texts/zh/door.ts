import type { Translation } from '../../message';
import type english from '../en/door';

export default {
  email: '电子邮箱',
  password: '密码',
  sealed: '您在此所说的一切都会加封保存。',
  'signIn.title': '登录',
  'signIn.passkey': '使用通行密钥登录',
  'signIn.or': '或使用密码',
  'signIn.submit': '登录',
  'signIn.forgot': '忘记密码？',
  'signIn.lost': '无法登录',
  'signIn.signUp': '申请账户',
  'factor.title': '还差一步',
  'factor.lead': '仅凭密码还不够，这是为了保护您。',
  'factor.code': '应用中的六位验证码',
  'factor.recoveryCode': '恢复代码',
  'factor.recoveryHint': '每个恢复代码仅可使用一次。',
  'factor.passkey': '改用通行密钥',
  'factor.useRecovery': '改用恢复代码',
  'factor.useCode': '改用应用验证码',
  setupNeeded: '系统尚未设置。请打开服务器启动时显示的链接。',
  demo: '演示人物',
} satisfies Translation<typeof english>;
