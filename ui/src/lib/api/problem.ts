/** What the server refused, and why (RFC 9457). The words shown come from `code`, never from `detail`. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly field: string | undefined = undefined,
    readonly detail = '',
    readonly retryAfter: number | undefined = undefined,
    /** The whole answer: some codes carry more (`conversation_moved` its `lastSeq`). */
    readonly extra: Readonly<Record<string, unknown>> = {},
  ) {
    super(`${status} ${code}`);
    this.name = 'Problem';
  }
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
const count = (value: unknown) => (Number.isFinite(Number(value)) && value !== null && value !== '' ? Number(value) : undefined);

const codeByStatus: Record<number, string> = { 401: 'not_signed_in', 403: 'denied', 404: 'absent', 413: 'too_large', 429: 'too_many', 503: 'busy' };

/** Reads a refused answer, whatever stood between: a proxy's HTML page becomes a problem by its status. */
export function problemFrom(status: number, body: unknown, retryAfterHeader: string | null = null): Problem {
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const code = text(fields['code']) ?? codeByStatus[status] ?? (status >= 500 ? 'internal' : 'invalid');
  const wait = count(fields['retryAfter']) ?? count(retryAfterHeader ?? undefined);
  return new Problem(status, code, text(fields['field']), text(fields['detail']), wait, fields);
}

/** The server could not be reached at all. */
export const unreachable = () => new Problem(0, 'offline');

/** Any error as a Problem, so that every catch has words to show. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message)) return unreachable();
  return new Problem(0, 'internal', undefined, String(error));
}
