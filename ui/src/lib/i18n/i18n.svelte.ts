/**
 * Texts in the reader's language. Catalogues are fetched by language and area, once; `t` is reactive, so that a change of
 * language shows at once everywhere. `lang` and `dir` of the page are set here and nowhere else.
 */
import { choose, languages, type Direction, type Language } from './languages';
import { fill, type Catalogue, type Params } from './message';
import type account from './texts/en/account';
import type admin from './texts/en/admin';
import type asking from './texts/en/asking';
import type bank from './texts/en/bank';
import type classes from './texts/en/classes';
import type common from './texts/en/common';
import type complaint from './texts/en/complaint';
import type lost from './texts/en/lost';
import type cover from './texts/en/cover';
import type data from './texts/en/data';
import type deal from './texts/en/deal';
import type dispute from './texts/en/dispute';
import type door from './texts/en/door';
import type file from './texts/en/file';
import type me from './texts/en/me';
import type offer from './texts/en/offer';
import type paper from './texts/en/paper';
import type portal from './texts/en/portal';
import type problem from './texts/en/problem';
import type record from './texts/en/record';
import type handover from './texts/en/handover';
import type remote from './texts/en/remote';
import type replay from './texts/en/replay';
import type retention from './texts/en/retention';
import type review from './texts/en/review';
import type signing from './texts/en/signing';
import type snapshot from './texts/en/snapshot';
import type staff from './texts/en/staff';
import type status from './texts/en/status';
import type ticket from './texts/en/ticket';
import type working from './texts/en/working';
import type worklog from './texts/en/worklog';

interface Texts {
  common: typeof common;
  problem: typeof problem;
  door: typeof door;
  account: typeof account;
  paper: typeof paper;
  portal: typeof portal;
  asking: typeof asking;
  staff: typeof staff;
  ticket: typeof ticket;
  admin: typeof admin;
  bank: typeof bank;
  record: typeof record;
  me: typeof me;
  cover: typeof cover;
  deal: typeof deal;
  classes: typeof classes;
  complaint: typeof complaint;
  lost: typeof lost;
  dispute: typeof dispute;
  data: typeof data;
  retention: typeof retention;
  review: typeof review;
  offer: typeof offer;
  signing: typeof signing;
  handover: typeof handover;
  remote: typeof remote;
  replay: typeof replay;
  snapshot: typeof snapshot;
  worklog: typeof worklog;
  working: typeof working;
  file: typeof file;
  status: typeof status;
}
export type Area = keyof Texts;
export type Key = { [A in Area]: `${A}.${keyof Texts[A] & string}` }[Area];
type TextOf<K> = K extends `${infer A extends Area}.${infer Rest}` ? (Rest extends keyof Texts[A] ? Texts[A][Rest] : never) : never;

/** Each language is a file with the words of every screen and the way to those of the areas. */
const books: Record<Language, () => Promise<Book>> = {
  en: () => import('./texts/en'),
  ru: () => import('./texts/ru'),
  fa: () => import('./texts/fa'),
  zh: () => import('./texts/zh'),
};
interface Book {
  common: Catalogue;
  areas: Record<string, () => Promise<{ default: Catalogue }>>;
}
const wanted = new Set<Area>(['common']);

class Reader {
  language = $state<Language>('en');
  calendar = $state<'auto' | 'gregory' | 'persian'>('auto');
  timeZone = $state<string | undefined>(undefined);
  texts = $state.raw<Partial<Record<Area, Catalogue>>>({});
  direction: Direction = $derived(languages[this.language].direction);
  /** The locale with the reader's calendar and digits. */
  locale = $derived.by(() => {
    const { locale } = languages[this.language];
    if (this.calendar === 'auto') return locale;
    return `${new Intl.Locale(locale).baseName}-u-ca-${this.calendar}${this.language === 'fa' ? '-nu-arabext' : ''}`;
  });
}

/** Who reads: language, calendar, time zone. Change the language with {@link speak}. */
export const reader = new Reader();

async function fetchTexts(language: Language, wanted: Iterable<Area>): Promise<Partial<Record<Area, Catalogue>>> {
  const { common, areas } = await books[language]();
  const loaded = await Promise.all(
    [...wanted].map(async (area) => [area, area === 'common' ? common : (await areas[`./${language}/${area}.ts`]?.())?.default] as const),
  );
  return Object.fromEntries(loaded);
}

/**
 * Makes the texts of the areas ready. Called by the `load` of each part of the app, or where something is fetched when it is
 * shown: what waits for it is not made anew when the texts of another area come.
 */
export async function need(...areas: Area[]): Promise<void> {
  await 0; // from here on no page is tracked as a reader of all texts
  const missing = areas.filter((area) => wanted.add(area) && !(area in reader.texts));
  // Fetched first: others may have come meanwhile, and theirs stay.
  if (missing[0]) reader.texts = { ...(await fetchTexts(reader.language, missing)), ...reader.texts };
}

/** Switches the language of everything: fetches the texts first, so that nothing flashes untranslated. */
export async function speak(language: Language): Promise<void> {
  const texts = await fetchTexts(language, wanted);
  reader.language = language;
  reader.texts = texts;
  document.documentElement.lang = language;
  document.documentElement.dir = languages[language].direction;
}

/** The language to begin with: the address, then what was chosen on this device, then the account, then the browser. */
export function wishedLanguage(account?: string, offered?: readonly Language[]): Language {
  const asked = new URLSearchParams(location.search).get('lang');
  return choose([asked, localStorage.getItem('language'), account, ...navigator.languages], offered);
}

/** Remembers a choice on this device. */
export const rememberLanguage = (language: Language) => localStorage.setItem('language', language);

const lookUp = (key: string) => {
  const dot = key.indexOf('.');
  return reader.texts[key.slice(0, dot) as Area]?.[key.slice(dot + 1)];
};

/** The text of a key, with its parameters filled in. */
export function t<K extends Key>(key: K, ...params: Params<TextOf<K>>): string {
  return fill(lookUp(key) ?? key, params[0] ?? {}, reader.locale);
}

/** The text for a code that came from the server, or of `otherwise` when we have no word for it. */
export function word(prefix: string, code: string | undefined, otherwise: Key, params: Record<string, string | number> = {}): string {
  return fill(lookUp(`${prefix}.${code ?? ''}`) ?? lookUp(otherwise) ?? otherwise, params, reader.locale);
}
