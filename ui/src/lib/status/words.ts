import { reader } from '$lib/i18n';

export const scores = ['1', '2', '3', '4', '5'] as const;

/** The share of answers that calls somebody. */
export const isLow = (score: number) => score > 0 && score <= 2;

export const rhythms = ['monthly', 'weekly', 'opening', 'none'] as const;

/** A month of the UTC calendar, by an instant in it, as the reader calls it. */
export const monthName = (at: string) => new Intl.DateTimeFormat(reader.locale, { month: 'short', timeZone: 'UTC' }).format(new Date(at));
