/** The web app's own texts, so that a journey presses what a reader of that language sees. */
import { fill, type Catalogue } from '../../ui/src/lib/i18n/message';
import { languages, type Language } from '../../ui/src/lib/i18n/languages';

const areas = ['common', 'account', 'portal', 'staff', 'admin'];

export type Words = (key: string, params?: Record<string, string | number>) => string;

export async function words(language: Language): Promise<Words> {
  const loaded: Record<string, Catalogue> = {};
  for (const area of areas) {
    const module = (await import(`../../ui/src/lib/i18n/texts/${language}/${area}.ts`)) as { default: Catalogue };
    loaded[area] = module.default;
  }
  return (key, params = {}) => {
    const dot = key.indexOf('.');
    const text = loaded[key.slice(0, dot)]?.[key.slice(dot + 1)];
    if (text === undefined) throw new Error(`no text ${key} in ${language}`);
    return fill(text, params, languages[language].locale);
  };
}

export { type Language };
