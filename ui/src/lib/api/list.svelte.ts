import { asProblem, type Problem } from './problem';
import type { Page } from './types';

/** A list that grows by its cursor. `fetchPage` is given the cursor; empty means from the start. */
export class CursorList<T> {
  rows = $state.raw<readonly T[] | undefined>(undefined);
  next = $state('');
  busy = $state(false);
  problem = $state.raw<Problem | undefined>(undefined);
  #turn = 0;

  constructor(readonly fetchPage: (cursor: string) => Promise<Page<T>>) {}

  /** From the start; what is shown stays until the new page is here. */
  load = (): Promise<void> => this.#fetch('', () => []);
  /** The next page, added at the end. */
  more = (): Promise<void> => this.#fetch(this.next, () => this.rows ?? []);

  /** An answer that a later question has overtaken is dropped. */
  async #fetch(cursor: string, before: () => readonly T[]): Promise<void> {
    const turn = ++this.#turn;
    this.busy = true;
    try {
      const page = await this.fetchPage(cursor);
      if (turn !== this.#turn) return;
      this.rows = [...before(), ...page.items];
      this.next = page.next;
      this.problem = undefined;
    } catch (error) {
      if (turn === this.#turn) this.problem = asProblem(error);
    } finally {
      if (turn === this.#turn) this.busy = false;
    }
  }
}
