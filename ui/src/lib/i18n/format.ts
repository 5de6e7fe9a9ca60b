/** Numbers, dates and sizes as the reader writes them. All are reactive: they read the reader's language and calendar. */
import { reader } from './i18n.svelte';

const made = new Map<string, unknown>();

/** Intl objects are dear to make; each is made once per locale and options. */
function once<T>(kind: string, options: object, make: (locale: string) => T): T {
  const key = `${kind} ${reader.locale} ${JSON.stringify(options)}`;
  if (!made.has(key)) made.set(key, make(reader.locale));
  return made.get(key) as T;
}

type When = string | number | Date;

function dateText(when: When, options: Intl.DateTimeFormatOptions): string {
  const full = { timeZone: reader.timeZone, ...options };
  return once('date', full, (locale) => new Intl.DateTimeFormat(locale, full)).format(new Date(when));
}

export const number = (value: number, options: Intl.NumberFormatOptions = {}) =>
  once('number', options, (locale) => new Intl.NumberFormat(locale, options)).format(value);

export const percent = (share: number) => number(share, { style: 'percent', maximumFractionDigits: 0 });
export const date = (when: When) => dateText(when, { dateStyle: 'medium' });
/** A day of the calendar, `2026-11-22`, which is the same in every zone. */
export const day = (day: string) => dateText(day, { dateStyle: 'medium', timeZone: 'UTC' });
export const time = (when: When) => dateText(when, { timeStyle: 'short' });
export const dateTime = (when: When) => dateText(when, { dateStyle: 'medium', timeStyle: 'short' });
export const fullDateTime = (when: When) => dateText(when, { dateStyle: 'full', timeStyle: 'long' });
export const dayMonth = (when: When) => dateText(when, { day: 'numeric', month: 'short' });

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** “3 hours ago”, “in 2 days”; within a minute, “now”. */
export function relative(when: When, now: number = Date.now()): string {
  const seconds = (new Date(when).getTime() - now) / 1000;
  const [unit, size] = steps.find(([, s]) => Math.abs(seconds) >= s) ?? ['second', Infinity];
  const format = once('relative', {}, (locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));
  return format.format(Math.trunc(seconds / size) || 0, unit);
}

const sizes = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** “3.4 MB”, in powers of a thousand. Persian has no short units of its own. */
export function bytes(size: number): string {
  const step = Math.min(sizes.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(size, 1)) / 3)));
  const unit = sizes[step];
  return number(size / 1000 ** step, { style: 'unit', unit, unitDisplay: step && reader.language !== 'fa' ? 'short' : 'long', maximumFractionDigits: step ? 1 : 0 });
}

export const list = (items: string[]) =>
  once('list', {}, (locale) => new Intl.ListFormat(locale, { type: 'conjunction' })).format(items);

/** A country by its ISO 3166-1 code, as the reader calls it. */
export const country = (code: string) =>
  once('country', {}, (locale) => new Intl.DisplayNames(locale, { type: 'region' })).of(code) ?? code;

/** Compares names as the reader's language sorts them. */
export const compare = (a: string, b: string) => once('compare', {}, (locale) => new Intl.Collator(locale)).compare(a, b);
