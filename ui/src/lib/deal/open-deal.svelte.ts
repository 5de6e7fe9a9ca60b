import { untrack } from 'svelte';
import { asProblem, Problem, type Attempt, type Deal } from '$lib/api';
import { live } from '$lib/live';
import { deal as fetchDeal, type Seen } from './remote';

/**
 * One deal that somebody looks at. `follow` keeps it true until its answer is called. A change that comes after somebody
 * else's is refused; the deal is then fetched anew, `moved` says so, and nothing was done.
 */
export class OpenDeal {
  deal = $state.raw<Deal | undefined>(undefined);
  problem = $state.raw<Problem | undefined>(undefined);
  /** Somebody was faster: what is shown is new, and what one wished was not done. */
  moved = $state(false);
  #asked = 0;

  constructor(readonly id: string) {}

  can = (what: string): boolean => this.deal?.can.includes(what) ?? false;

  follow = (): (() => void) =>
    untrack(() => {
      void this.refresh();
      const stops = [live.on('deal', ({ id }) => id === this.id && void this.refresh()), live.onReturn(() => void this.refresh())];
      return () => stops.forEach((stop) => stop());
    });

  /** Only the last answer counts, and never an older version than is shown. */
  refresh = async (): Promise<void> => {
    const mine = ++this.#asked;
    try {
      const deal = await fetchDeal(this.id);
      if (mine === this.#asked) this.accept(deal);
    } catch (error) {
      if (mine === this.#asked) this.problem = asProblem(error);
    }
  };

  accept = (deal: Deal): void => {
    if (this.deal && deal.version < this.deal.version) return;
    this.deal = deal;
    this.problem = undefined;
  };

  /** Does something to the deal as it is shown. */
  act = async (work: (seen: Seen) => Promise<Deal>): Promise<Deal> => {
    this.moved = false;
    try {
      const deal = await work({ id: this.id, version: this.deal?.version ?? 0 });
      this.accept(deal);
      return deal;
    } catch (error) {
      await this.#late(error);
      throw error;
    }
  };

  /** Does it, with what goes wrong beside the button. */
  attempt = (attempt: Attempt, work: (seen: Seen) => Promise<Deal>): Promise<boolean> => attempt.run(() => this.act(work));

  async #late(error: unknown): Promise<void> {
    if (!['version_stale', 'deal_state', 'deal_outdated', 'deal_signed'].includes(asProblem(error).code)) return;
    this.moved = true;
    await this.refresh();
  }
}
