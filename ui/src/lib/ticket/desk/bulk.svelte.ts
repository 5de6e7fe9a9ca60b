import { api, ask, asProblem, ifMatch, type Problem, type TicketPatch, type TicketRow } from '$lib/api';

export interface Failure {
  row: TicketRow;
  problem: Problem;
}

/** One thing done to many tickets, one after the other: how far it is, and what could not be done. */
export class Bulk {
  done = $state(0);
  total = $state(0);
  failures = $state.raw<readonly Failure[]>([]);
  busy = $derived(this.done < this.total);

  /** Does the work to each row; what is refused stops only its own row. Answers how many were changed. */
  async run(rows: readonly TicketRow[], work: (row: TicketRow) => Promise<unknown>): Promise<number> {
    if (this.busy) return 0;
    [this.done, this.total, this.failures] = [0, rows.length, []];
    for (const row of rows) {
      await work(row).catch((error: unknown) => (this.failures = [...this.failures, { row, problem: asProblem(error) }]));
      this.done += 1;
    }
    return rows.length - this.failures.length;
  }
}

const one = (row: TicketRow) => ({ params: { path: { id: row.id } } });

/** Refused when somebody has changed the ticket since the list was fetched. */
export const patched = (patch: (row: TicketRow) => TicketPatch) => (row: TicketRow) =>
  ask(api.PATCH('/tickets/{id}', { ...one(row), body: patch(row), headers: ifMatch(row.version) }));

export const closed = (row: TicketRow) => ask(api.POST('/tickets/{id}/close', one(row)));
