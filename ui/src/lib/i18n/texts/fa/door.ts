import type { Translation } from '../../message';
import type english from '../en/door';

export default {
  email: 'رایانامه',
  password: 'گذرواژه',
  sealed: 'هر آنچه اینجا بگویید مُهرشده نگهداری می‌شود.',
  'signIn.title': 'ورود',
  'signIn.passkey': 'ورود با کلید عبور',
  'signIn.or': 'یا با گذرواژه',
  'signIn.submit': 'ورود',
  'signIn.forgot': 'گذرواژه را فراموش کرده‌اید؟',
  'signIn.lost': 'نمی‌توانم وارد شوم',
  'signIn.signUp': 'درخواست حساب',
  'factor.title': 'یک گام دیگر',
  'factor.lead': 'گذرواژه به‌تنهایی کافی نیست و این به سود شماست.',
  'factor.code': 'کد شش‌رقمی برنامه',
  'factor.recoveryCode': 'کد بازیابی',
  'factor.recoveryHint': 'هر کد یک بار کار می‌کند.',
  'factor.passkey': 'به کار بردن کلید عبور',
  'factor.useRecovery': 'به کار بردن کد بازیابی',
  'factor.useCode': 'به کار بردن کد برنامه',
  setupNeeded: 'این سامانه هنوز راه‌اندازی نشده است. پیوندی را که سرور هنگام آغاز نشان داد باز کنید.',
  demo: 'افراد نمایشی',
} satisfies Translation<typeof english>;
