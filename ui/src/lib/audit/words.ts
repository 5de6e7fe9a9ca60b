/**
 * The record in words. The server keeps codes and ids, never sentences; each reader's app says them in the reader's language.
 * Texts come from the areas `record` and `cover`: `await need('record', 'cover')` before showing any.
 */
import type { RecordEntry } from '$lib/api';
import { format, t, word } from '$lib/i18n';

/** What an entry says besides: the codes beside its action. */
type Facts = Readonly<Record<string, unknown>>;

const text = (value: unknown) => (typeof value === 'string' ? value : '');

/** The text of an action; empty when there is none. */
function actionText(code: string): string {
  const none = t('record.unknown', { code: '' });
  const found = word('record.action', code, 'record.unknown', { code: '' });
  return found === none ? '' : found;
}

/** What was done: “Messages read”. Says the finer thing where the entry tells it, and the bare code where we have no word. */
export function wordEntry({ action, params }: Pick<RecordEntry, 'action' | 'params'>): string {
  const finer = [text(params['result']), text(params['what'])].filter(Boolean).map((code) => actionText(`${action}.${code}`));
  const plain = actionText(action) || t('record.unknown', { code: action });
  const exact = finer.find(Boolean);
  if (exact) return exact;
  return params['result'] === 'refused' ? t('record.refused', { what: plain }) : plain;
}

const words = (prefix: 'record.what' | 'common.role', codes: string) =>
  codes.split(/[\s,]+/).map((code) => word(prefix, code, 'record.gone')).filter((found) => found !== t('record.gone'));

const listed = (items: string[]) => (items.length > 0 ? format.list(items) : '');

/** How each fact is told. What is not here is an id or a code, and stands among the details. */
const tellers: Record<string, (value: string, facts: Facts) => string> = {
  reason: (reason) => known('cover.reason', reason) || known('record.reason', reason),
  doubt: (doubt) => known('record.doubt', doubt),
  how: (how) => word('record.how', how, 'record.how.other'),
  what: (what) => listed(words('record.what', what)),
  level: (level) => word('record.level', level, 'record.level.case'),
  state: (state) => word('record.state', state, 'record.state.active'),
  roles: (roles, { what }) => (text(what).includes('roles') || what === undefined ? listed(words('common.role', roles)) : ''),
  kind: (kind) => known('cover.kind', kind),
  size: (size) => format.bytes(Number(size)),
};

/** The word of a code, nothing when there is none. */
function known(prefix: string, code: string): string {
  const found = word(prefix, code, 'record.gone');
  return found === t('record.gone') ? '' : found;
}

/** What else an entry tells a reader: how one signed in, what changed, how large. */
export function wordFacts(entry: Pick<RecordEntry, 'params'>): string[] {
  return Object.entries(tellers).map(([key, tell]) => (text(entry.params[key]) ? tell(text(entry.params[key]), entry.params) : '')).filter(Boolean);
}

/** Who did it, by name; the installation itself has none. */
export function wordActor({ actor }: Pick<RecordEntry, 'actor'>, me?: string): string {
  if (!actor.id) return t('record.installation');
  return actor.id === me ? t('record.you') : actor.name || t('record.gone');
}
