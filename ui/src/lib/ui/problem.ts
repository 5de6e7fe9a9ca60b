import { t, word } from '$lib/i18n';

/** What the words are chosen from; `Problem` of the client fits. */
export interface ProblemLike {
  code: string;
  field?: string;
  retryAfter?: number;
}

/**
 * A refusal in the reader's words. They come after the first screen is there (`need('problem')`); until then, and when nothing
 * can be fetched, there are words for the two plainest cases.
 */
export function problemText({ code, field, retryAfter }: ProblemLike): string {
  if (code === 'offline') return t('common.unreachable');
  if (code === 'password_weak') return word('problem.password', field, 'problem.password.short');
  if (code === 'too_many' && retryAfter) return word('problem', 'too_many_wait', 'common.failed', { count: retryAfter });
  return word('problem', code, 'common.failed');
}
