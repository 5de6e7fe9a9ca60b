/** Amounts in minor units, as the reader writes and types them. */
import { westernDigits } from '$lib/account/digits';
import { format, reader } from '$lib/i18n';

// How many digits the minor unit has: ISO 4217, list one. Browsers know those of shop windows (CLDR), which differ for IRR, IQD and others.
const none = new Set('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' '));
const three = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '));

export const digitsOf = (currency: string): number => (none.has(currency) ? 0 : three.has(currency) ? 3 : currency === 'UYW' ? 4 : 2);

/** Those that are offered first; any other code may be typed. */
export const usualCurrencies = ['EUR', 'USD', 'GBP', 'CHF', 'RUB', 'IRR', 'CNY', 'JPY', 'TRY', 'AED', 'KZT', 'INR'];

/** What the server takes at most. */
export const mostMinor = 1_000_000_000_000_000;

/** “€1,250.00”, “۱٬۲۵۰٫۰۰ €”: every digit the currency has, so that nothing is rounded away. */
export function money(minor: number, currency: string): string {
  const digits = digitsOf(currency);
  return format.number(minor / 10 ** digits, { style: 'currency', currency, currencyDisplay: 'narrowSymbol', minimumFractionDigits: digits, maximumFractionDigits: digits });
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
