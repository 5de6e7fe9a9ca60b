/** The web app's own texts, so that a journey presses what a reader of that language sees. */
import { readdirSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { fill, type Catalogue } from '../../ui/src/lib/i18n/message';
import { languages, type Language } from '../../ui/src/lib/i18n/languages';

const texts = resolve(import.meta.dirname, '../../ui/src/lib/i18n/texts');

export type Words = (key: string, params?: Record<string, string | number>) => string;

async function load(language: Language): Promise<Record<string, Catalogue>> {
  const loaded: Record<string, Catalogue> = {};
  for (const file of readdirSync(`${texts}/${language}`)) {
    const module = (await import(`${texts}/${language}/${file}`)) as { default: Catalogue };
    loaded[basename(file, '.ts')] = module.default;
  }
  return loaded;
}

export async function words(language: Language): Promise<Words> {
  const loaded = await load(language);
  return (key, params = {}) => {
    const dot = key.indexOf('.');
    const text = loaded[key.slice(0, dot)]?.[key.slice(dot + 1)];
    if (text === undefined) throw new Error(`no text ${key} in ${language}`);
    return fill(text, params, languages[language].locale);
  };
}

/** All texts of the language, without the names of what is filled in. */
export async function catalogues(language: Language): Promise<string[]> {
  const all = Object.values(await load(language)).flatMap((catalogue) => Object.values(catalogue));
  return all.flatMap((text) => (typeof text === 'string' ? [text] : Object.values(text as object).map(String))).map((text) => text.replace(/\{\w+\}/g, ''));
}

export { type Language };
