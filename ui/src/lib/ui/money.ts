/**
 * Amounts. What the server sends counts minor units as ISO 4217 has them; the digits that Intl gives a currency are those of
 * shop windows and differ (the rial, the forint), so that only symbols and places are Intl's.
 */
import { format } from '$lib/i18n';

/** The currencies whose minor unit has not two digits. Source: ISO 4217:2015, list one. */
const unusual: Record<number, string> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'UYW',
};

/** How many digits the minor unit has: 2 for EUR, 0 for JPY. */
export const minorDigits = (currency: string): number => Number(Object.keys(unusual).find((digits) => unusual[Number(digits)]?.includes(currency)) ?? 2);

/** “€1,234.50”; `signed` says of what is not nothing whether it came or went. */
export function money(minor: number, currency: string, signed = false): string {
  const digits = minorDigits(currency);
  const value = minor / 10 ** digits;
  return format.number(value, { style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits, signDisplay: signed ? 'exceptZero' : 'auto' });
}
