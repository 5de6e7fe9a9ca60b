/** The four languages, equal from the first day. */
export const languages = {
  en: { name: 'English', direction: 'ltr', locale: 'en-GB' },
  ru: { name: 'Русский', direction: 'ltr', locale: 'ru-RU' },
  fa: { name: 'فارسی', direction: 'rtl', locale: 'fa-IR-u-ca-persian-nu-arabext' },
  zh: { name: '中文', direction: 'ltr', locale: 'zh-CN' },
} as const;

export type Language = keyof typeof languages;
export type Direction = 'ltr' | 'rtl';
export const allLanguages = Object.keys(languages) as Language[];

export const isLanguage = (value: unknown): value is Language => typeof value === 'string' && value in languages;

/** The first of the wishes that we speak; `fa-AF` wishes for `fa`. Dari and Tajik readers of Arabic script are served in Persian. */
export function choose(wishes: readonly (string | null | undefined)[], offered: readonly Language[] = allLanguages): Language {
  for (const wish of wishes) {
    const base = wish?.toLowerCase().split('-')[0];
    const language = base === 'prs' ? 'fa' : base;
    if (isLanguage(language) && offered.includes(language)) return language;
  }
  return offered[0] ?? 'en';
}
