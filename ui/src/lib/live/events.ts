/** What the stream may tell. Types do not reach the wire, so that each event is checked here, once; a bad one is dropped. */
export interface LiveEvents {
  ticket: { id: string; version?: number; what: TicketChange; seq?: number; by?: string };
  presence: { ticket: string; account: { id: string; name: string }; doing: Doing; until: string };
  session: { state: 'ended' };
  deal: { id: string; ticket: string };
  dispute: { dispute: string; deal: string };
  complaint: { complaint: string; id: string };
  review: { milestone: string; deal: string };
  remote: { session: string; ticket: string };
  secret: { secret: string; ticket: string };
}
export type LiveKind = keyof LiveEvents;
export type TicketChange = (typeof changes)[number];
export type Doing = (typeof doings)[number];

const changes = ['opened', 'message', 'note', 'status', 'fields', 'file', 'members', 'watch', 'handed_over', 'merged', 'split', 'read', 'draft', 'complaint', 'unmarked'] as const;
const doings = ['viewing', 'writing', 'gone'] as const;

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isCount = (value: unknown): value is number => Number.isSafeInteger(value);
const maybe = (check: (value: unknown) => boolean, value: unknown) => value === undefined || value === null || check(value);
const texts = (fields: Fields, ...names: string[]) => names.every((name) => isText(fields[name]));
const oneOf = (words: readonly string[], value: unknown) => words.includes(value as string);

const checks: { [K in LiveKind]: (fields: Fields) => boolean } = {
  ticket: (f) => isText(f['id']) && maybe(isCount, f['version']) && oneOf(changes, f['what']) && maybe(isCount, f['seq']) && maybe(isText, f['by']),
  presence: (f) => texts(f, 'ticket', 'until') && isFields(f['account']) && texts(f['account'], 'id', 'name') && oneOf(doings, f['doing']),
  session: (f) => f['state'] === 'ended',
  deal: (f) => texts(f, 'id', 'ticket'),
  dispute: (f) => texts(f, 'dispute', 'deal'),
  complaint: (f) => texts(f, 'complaint', 'id'),
  review: (f) => texts(f, 'milestone', 'deal'),
  remote: (f) => texts(f, 'session', 'ticket'),
  secret: (f) => texts(f, 'secret', 'ticket'),
};

export const kinds = Object.keys(checks) as LiveKind[];

/** The event, or nothing when it is not what it says. */
export function parseEvent<K extends LiveKind>(kind: K, data: string): LiveEvents[K] | undefined {
  try {
    const fields: unknown = JSON.parse(data);
    return isFields(fields) && checks[kind](fields) ? (fields as unknown as LiveEvents[K]) : undefined;
  } catch {
    return undefined;
  }
}
