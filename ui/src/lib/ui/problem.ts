import { reader, t, word, type Area } from '$lib/i18n';

/** What the words are chosen from; `Problem` of the client fits. */
export interface ProblemLike {
  code: string;
  field?: string;
  retryAfter?: number;
}

/**
 * A refusal in the reader's words. They come after the first screen is there (`need('problem')`); until then, and when nothing
 * can be fetched, there are words for the two plainest cases. What only one area refuses it has words for itself, as
 * `bank.problem.same_person`.
 */
export function problemText({ code, field, retryAfter }: ProblemLike): string {
  if (code === 'offline') return t('common.unreachable');
  if (code === 'password_weak') return word('account.weak', field, 'account.weak.short');
  if (code === 'too_many' && retryAfter) return word('problem', 'too_many_wait', 'common.failed', { count: retryAfter });
  const own = (Object.keys(reader.texts) as Area[]).find((area) => reader.texts[area]?.[`problem.${code}`]);
  return word(own ? `${own}.problem` : 'problem', code, 'common.failed');
}
