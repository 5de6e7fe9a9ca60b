/** Days and moments in the reader's calendar, and in the other one beside it. */
import { format, languages, reader } from '$lib/i18n';

/** The locale that writes dates in the calendar the reader does not use: the Persian one for all others, the Gregorian for Persians. */
export function otherLocale(): string {
  const persian = new Intl.DateTimeFormat(reader.locale).resolvedOptions().calendar === 'persian';
  const { baseName } = new Intl.Locale(languages[reader.language].locale.split('-u-')[0] ?? 'en');
  return `${baseName}-u-ca-${persian ? 'gregory' : 'persian'}${reader.language === 'fa' ? '-nu-arabext' : ''}`;
}

const isDay = (at: string) => /^\d{4}-\d\d-\d\d$/.test(at);

function text(at: string, locale: string, long: boolean): string {
  // A day is the same day everywhere; a moment is told in the reader's zone.
  const options: Intl.DateTimeFormatOptions = isDay(at) ? { dateStyle: 'long', timeZone: 'UTC' } : { dateStyle: long ? 'full' : 'medium', timeStyle: 'short', timeZone: reader.timeZone };
  return new Intl.DateTimeFormat(locale, options).format(new Date(at));
}

export const own = (at: string) => text(at, reader.locale, false);
export const inOther = (at: string) => text(at, otherLocale(), false);

/** “in 3 days”; what stands still is told as a length: “3 days”. */
export function length(seconds: number): string {
  const units = [['day', 86_400], ['hour', 3_600], ['minute', 60]] as const;
  const [unit, size] = units.find(([, s]) => seconds >= s) ?? (['minute', 60] as const);
  return format.number(Math.max(0, Math.floor(seconds / size)), { style: 'unit', unit, unitDisplay: 'long' });
}
