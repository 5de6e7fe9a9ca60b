import type { Translation } from '../../message';
import type english from '../en/door';

export default {
  email: 'Электронная почта',
  password: 'Пароль',
  sealed: 'Всё, что вы здесь напишете, хранится запечатанным.',
  'signIn.title': 'Вход',
  'signIn.passkey': 'Войти с ключом доступа',
  'signIn.or': 'или по паролю',
  'signIn.submit': 'Войти',
  'signIn.forgot': 'Забыли пароль?',
  'signIn.lost': 'Не могу войти',
  'signIn.signUp': 'Запросить доступ',
  'factor.title': 'Ещё один шаг',
  'factor.lead': 'Одного пароля здесь недостаточно: так вы лучше защищены.',
  'factor.code': 'Шестизначный код из приложения',
  'factor.recoveryCode': 'Код восстановления',
  'factor.recoveryHint': 'Каждый действует один раз.',
  'factor.passkey': 'Использовать ключ доступа',
  'factor.useRecovery': 'Использовать код восстановления',
  'factor.useCode': 'Использовать код из приложения',
  setupNeeded: 'Система ещё не настроена. Откройте ссылку, которую сервер показал при запуске.',
  demo: 'Демо-персонажи',
} satisfies Translation<typeof english>;
