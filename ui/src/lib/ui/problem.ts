import { word } from '$lib/i18n';

/** What the words are chosen from; `Problem` of the client fits. */
export interface ProblemLike {
  code: string;
  field?: string;
  retryAfter?: number;
}

/** A refusal in the reader's words. */
export function problemText({ code, field, retryAfter }: ProblemLike): string {
  if (code === 'password_weak') return word('common.problem.password', field, 'common.problem.password.short');
  if (code === 'too_many' && retryAfter) return word('common.problem', 'too_many_wait', 'common.problem.too_many', { count: retryAfter });
  return word('common.problem', code, 'common.problem.internal');
}
