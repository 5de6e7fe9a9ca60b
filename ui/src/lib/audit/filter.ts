/** What the record is searched by. It stands in the address, so that a search can be kept and gone back to. */
export const spans = ['all', 'day', 'week', 'month', 'own'] as const;
export type Span = (typeof spans)[number];

export interface Filter {
  span: Span;
  /** Days, `2026-11-22`, when the span is `own`. */
  from: string;
  to: string;
  action: string;
  actor: string;
  ticket: string;
}

const days: Partial<Record<Span, number>> = { day: 1, week: 7, month: 30 };
const dayMs = 86_400_000;
const isSpan = (value: string | null): value is Span => spans.includes(value as Span);

export function readFilter(query: URLSearchParams): Filter {
  const get = (name: string) => query.get(name) ?? '';
  const span = query.get('span');
  return { span: isSpan(span) ? span : 'all', from: get('from'), to: get('to'), action: get('action'), actor: get('actor'), ticket: get('ticket') };
}

export function writeFilter(filter: Filter): string {
  const own = filter.span === 'own';
  const said = Object.entries({ ...filter, span: filter.span === 'all' ? '' : filter.span, from: own ? filter.from : '', to: own ? filter.to : '' });
  return new URLSearchParams(said.filter(([, value]) => value !== '')).toString();
}

/** The beginning of the day in the reader's own zone; of the day after, for an end that is included. */
function dayAt(day: string, later = 0): string | undefined {
  const [year, month, date] = day.split('-').map(Number);
  return year && month && date ? new Date(year, month - 1, date + later).toISOString() : undefined;
}

/** The same as the server asks for it. */
export function toQuery({ span, from, to, action, actor, ticket }: Filter, now = Date.now()) {
  const back = days[span];
  const times = span === 'own' ? { from: dayAt(from), to: dayAt(to, 1) } : { from: back ? new Date(now - back * dayMs).toISOString() : undefined };
  return { ...times, action, actor, ticket };
}
