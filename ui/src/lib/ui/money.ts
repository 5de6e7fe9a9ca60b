/**
 * Amounts in minor units, as the reader writes and types them. What the server sends counts minor units as ISO 4217 has them;
 * the digits that Intl gives a currency are those of shop windows and differ (the rial, the forint), so that only symbols and
 * places are Intl's.
 */
import { westernDigits } from './digits';
import { format, reader } from '$lib/i18n';

/** The currencies whose minor unit has not two digits. Source: ISO 4217:2015, list one. */
const unusual: Record<number, string> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'UYW',
};

/** How many digits the minor unit has: 2 for EUR, 0 for JPY. */
export const digitsOf = (currency: string): number => Number(Object.keys(unusual).find((digits) => unusual[Number(digits)]?.split(' ').includes(currency)) ?? 2);

/** Those that are offered first; any other code may be typed. */
export const usualCurrencies = ['EUR', 'USD', 'GBP', 'CHF', 'RUB', 'IRR', 'CNY', 'JPY', 'TRY', 'AED', 'KZT', 'INR'];

/** What the server takes at most. */
export const mostMinor = 1_000_000_000_000_000;

/** “€1,234.50”: every digit the currency has, so that nothing is rounded away; `signed` says of what is not nothing whether it came or went. */
export function money(minor: number, currency: string, signed = false): string {
  const digits = digitsOf(currency);
  const places = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return format.number(minor / 10 ** digits, { style: 'currency', currency, ...places, signDisplay: signed ? 'exceptZero' : 'auto' });
}

/** The currency by name: “Euro (EUR)”. */
export function currencyName(currency: string): string {
  const name = new Intl.DisplayNames(reader.locale, { type: 'currency', fallback: 'code' }).of(currency) ?? currency;
  return name === currency ? currency : `${name} (${currency})`;
}

/** What stands in a box to type in: the number alone, in the reader's digits. */
export const typed = (minor: number, digits: number) => format.number(minor / 10 ** digits, { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** The sign between whole and part in the reader's language. */
function decimalOf(locale: string): string {
  return new Intl.NumberFormat(locale).formatToParts(1.5).find(({ type }) => type === 'decimal')?.value ?? '.';
}

/** A typed number in units of `digits` places: digits of any script, the reader's own signs. Nothing when it is no such number. */
export function parse(text: string, digits: number, locale = reader.locale): number | undefined {
  const decimal = decimalOf(locale);
  const grouped = decimal === ',' ? /[\s\u00a0\u202f\u066c'’]/g : /[\s\u00a0\u202f\u066c'’,]/g;
  const plain = text.trim().replace(grouped, '').replace(decimal, '.').replace(/[٫/]/, '.');
  const [, whole = '', part = ''] = /^(\p{Nd}+)(?:\.(\p{Nd}*))?$/u.exec(plain) ?? [];
  if (!whole || part.length > digits) return undefined;
  const minor = Number(westernDigits(whole) + westernDigits(part).padEnd(digits, '0'));
  return Number.isSafeInteger(minor) && minor <= mostMinor ? minor : undefined;
}

/** A share in hundredths of a per cent, as a per cent. */
export const percent = (basisPoints: number) => format.number(basisPoints / 10_000, { style: 'percent', maximumFractionDigits: 2 });
