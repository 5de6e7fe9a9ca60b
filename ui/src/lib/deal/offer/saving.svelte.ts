import { asProblem, type Charges, type Problem, type Terms } from '$lib/api';
import { begin, quote, saveDraft } from '../remote';

const pauseMs = 600;

/**
 * Counts the terms and keeps them as one writes: at each pause the server is asked what they come to, and keeps them as the
 * writer's own draft. The first time, that begins the deal. What is not complete yet is neither counted nor kept.
 */
export class Saving {
  charges = $state.raw<Charges | undefined>(undefined);
  feeBasisPoints = $state(0);
  state = $state<'idle' | 'incomplete' | 'waiting' | 'saved' | 'failed'>('idle');
  problem = $state.raw<Problem | undefined>(undefined);
  id = $state<string | undefined>(undefined);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;
  #chain: Promise<unknown> = Promise.resolve();
  #kept = '';

  constructor(id: string | undefined, readonly ticket: string) {
    this.id = id;
  }

  /** Call after each change. */
  changed(terms: Terms | undefined): void {
    clearTimeout(this.#timer);
    this.#turn += 1;
    this.state = terms ? 'waiting' : 'incomplete';
    if (terms) this.#timer = setTimeout(() => this.now(terms), pauseMs);
  }

  /** Counts and keeps now; resolves when both are done. */
  now(terms: Terms): Promise<void> {
    clearTimeout(this.#timer);
    const mine = ++this.#turn;
    const run = this.#chain.then(() => this.#save(terms, mine));
    this.#chain = run;
    return run;
  }

  async #save(terms: Terms, turn: number): Promise<void> {
    try {
      const counted = await quote(terms);
      if (turn === this.#turn) {
        this.charges = counted.charges;
        this.feeBasisPoints = counted.terms.feeBasisPoints;
      }
      const text = JSON.stringify(terms);
      if (text !== this.#kept) await this.#keep(terms);
      this.#kept = text;
      this.problem = undefined;
      if (turn === this.#turn) this.state = 'saved';
    } catch (error) {
      if (turn !== this.#turn) return;
      this.problem = asProblem(error);
      this.state = 'failed';
    }
  }

  async #keep(terms: Terms): Promise<void> {
    if (this.id) {
      await saveDraft(this.id, terms);
      return;
    }
    this.id = (await begin(this.ticket, terms)).id;
    history.replaceState(history.state, '', `/deals/offer/${this.id}`); // loading anew finds the draft
  }
}
