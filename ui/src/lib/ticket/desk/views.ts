/** The named sets of tickets and the filters, as they stand in the address bar: what is looked at can be sent to a colleague. */
import type { Counts } from '$lib/api';
import type { IconName } from '$lib/ui/icons';
import type { TicketQuery } from '../tickets';

/** The filters that the address can hold, in the order of their chips. */
export const filterKeys = ['status', 'assignee', 'priority', 'class', 'department', 'tag', 'requester', 'watching', 'sort'] as const;
export type FilterKey = (typeof filterKeys)[number];
export type Filters = Partial<Record<FilterKey, string | undefined>>;

export interface View {
  /** Its name is the text `staff.view.<id>`. */
  id: 'mine' | 'unassigned' | 'active' | 'waiting' | 'solved' | 'watching';
  icon: IconName;
  filters: Filters;
  count: keyof Counts;
  /** Pressed after `G`. */
  key: string;
  /** Only for those who hold a post. */
  staff: boolean;
}

export const views: readonly View[] = [
  { id: 'mine', icon: 'user', filters: { assignee: 'me' }, count: 'mine', key: 'M', staff: true },
  { id: 'unassigned', icon: 'inbox', filters: { assignee: 'none' }, count: 'unassigned', key: 'U', staff: true },
  { id: 'active', icon: 'message', filters: {}, count: 'active', key: 'A', staff: false },
  { id: 'waiting', icon: 'clock', filters: { status: 'waiting' }, count: 'waiting', key: 'W', staff: false },
  { id: 'solved', icon: 'check', filters: { status: 'solved' }, count: 'solved', key: 'S', staff: false },
  { id: 'watching', icon: 'eye', filters: { watching: 'true', status: 'all' }, count: 'watching', key: 'E', staff: true },
];

/** The filters of an address; what it does not know it leaves out. */
export function filtersOf(params: URLSearchParams): Filters {
  return Object.fromEntries(filterKeys.flatMap((key) => (params.get(key) ? [[key, params.get(key)]] : [])));
}

/** What of an address comes after the `?`, with it; empty when there is nothing. */
export function searchOf(filters: Filters): string {
  const pairs = filterKeys.flatMap((key) => (filters[key] ? [[key, filters[key]]] : []));
  return pairs.length > 0 ? `?${new URLSearchParams(pairs as string[][])}` : '';
}

/** What the server is asked. Unless a status is named, what nobody has to do anything about is left out. */
export function queryOf({ status, watching, ...rest }: Filters): TicketQuery {
  return { ...rest, ...(watching ? { watching: true } : {}), ...(status === 'all' ? {} : { status: status ?? 'active' }) };
}

/** The view that the filters are exactly, whatever the order. */
export function viewOf(filters: Filters): View | undefined {
  return views.find((view) => searchOf(view.filters) === searchOf({ ...filters, sort: undefined }));
}
