import type { BankLine } from '$lib/api';
import { lineLooks } from './states';

/** Which lines are shown. It stands in the address, so that a view can be kept and gone back to. */
export type Show = 'open' | 'all' | BankLine['state'];
export const shows = ['open', 'all', ...(Object.keys(lineLooks) as BankLine['state'][])] as const;

export interface Filter {
  show: Show;
  /** Empty: every currency. */
  currency: string;
}

const isShow = (value: string | null): value is Show => shows.some((show) => show === value);

export function readFilter(query: URLSearchParams): Filter {
  const show = query.get('show');
  return { show: isShow(show) ? show : 'open', currency: query.get('currency') ?? '' };
}

export function writeFilter({ show, currency }: Filter): string {
  return new URLSearchParams([...(show === 'open' ? [] : [['show', show]]), ...(currency ? [['currency', currency]] : [])]).toString();
}

/** The same as the server asks for it. */
export const toQuery = ({ show, currency }: Filter) => ({ currency, ...(show === 'open' ? { open: true } : show === 'all' ? {} : { state: show }) });
