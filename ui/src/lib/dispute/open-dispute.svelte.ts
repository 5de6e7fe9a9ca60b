import { untrack } from 'svelte';
import { asProblem, Problem, type Attempt, type Dispute, type DisputeDo } from '$lib/api';
import { live } from '$lib/live';
import { dispute as fetchDispute } from './remote';

/** One dispute that somebody looks at. `follow` keeps it true until its answer is called. */
export class OpenDispute {
  dispute = $state.raw<Dispute | undefined>(undefined);
  problem = $state.raw<Problem | undefined>(undefined);
  /** Somebody was faster: what is shown is new, and what one wished was not done. */
  moved = $state(false);
  #asked = 0;

  constructor(readonly id: string) {}

  can = (what: DisputeDo): boolean => this.dispute?.can.includes(what) ?? false;

  follow = (): (() => void) =>
    untrack(() => {
      void this.refresh();
      const stops = [live.on('dispute', ({ dispute }) => dispute === this.id && void this.refresh()), live.onReturn(() => void this.refresh())];
      return () => stops.forEach((stop) => stop());
    });

  /** Only the last answer counts. */
  refresh = async (): Promise<void> => {
    const mine = ++this.#asked;
    try {
      const dispute = await fetchDispute(this.id);
      if (mine === this.#asked) this.accept(dispute);
    } catch (error) {
      if (mine === this.#asked) this.problem = asProblem(error);
    }
  };

  accept = (dispute: Dispute): void => {
    this.dispute = dispute;
    this.problem = undefined;
  };

  /** Does something, and shows what came of it; true when it was done. */
  attempt = (attempt: Attempt, work: () => Promise<unknown>): Promise<boolean> =>
    attempt.run(async () => {
      this.moved = false;
      try {
        await work();
      } catch (error) {
        if (['dispute_state', 'dispute_outdated', 'version_stale'].includes(asProblem(error).code)) {
          this.moved = true;
          await this.refresh();
        }
        throw error;
      }
      await this.refresh();
    });
}
