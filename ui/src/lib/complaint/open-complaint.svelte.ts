import { untrack } from 'svelte';
import { asProblem, Problem, type Attempt, type Complaint, type ComplaintDo } from '$lib/api';
import { live } from '$lib/live';
import { complaint as fetchComplaint } from './remote';

/** One complaint that somebody looks at. `follow` keeps it true until its answer is called. */
export class OpenComplaint {
  complaint = $state.raw<Complaint | undefined>(undefined);
  problem = $state.raw<Problem | undefined>(undefined);
  /** Somebody was faster: what is shown is new, and what one wished was not done. */
  moved = $state(false);
  #asked = 0;

  constructor(readonly id: string) {}

  can = (what: ComplaintDo): boolean => this.complaint?.can.includes(what) ?? false;

  follow = (): (() => void) =>
    untrack(() => {
      void this.refresh();
      const stops = [live.on('complaint', ({ complaint }) => complaint === this.id && void this.refresh()), live.onReturn(() => void this.refresh())];
      return () => stops.forEach((stop) => stop());
    });

  /** Only the last answer counts. */
  refresh = async (): Promise<void> => {
    const mine = ++this.#asked;
    try {
      const complaint = await fetchComplaint(this.id);
      if (mine !== this.#asked) return;
      this.complaint = complaint;
      this.problem = undefined;
    } catch (error) {
      if (mine === this.#asked) this.problem = asProblem(error);
    }
  };

  /** Does something, and shows what came of it; true when it was done. */
  attempt = (attempt: Attempt, work: () => Promise<unknown>): Promise<boolean> =>
    attempt.run(async () => {
      this.moved = false;
      try {
        await work();
      } catch (error) {
        if (asProblem(error).code === 'complaint_state') {
          this.moved = true;
          await this.refresh();
        }
        throw error;
      }
      await this.refresh();
    });
}
