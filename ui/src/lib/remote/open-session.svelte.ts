import { untrack } from 'svelte';
import { asProblem, type Attempt, Problem, type RemoteDo, type RemotePower, type RemoteSession } from '$lib/api';
import { live } from '$lib/live';
import { session as fetchSession } from './remote';

/** One remote session that somebody looks at. `follow` keeps it true until its answer is called. */
export class OpenSession {
  session = $state.raw<RemoteSession | undefined>(undefined);
  problem = $state.raw<Problem | undefined>(undefined);
  /** Somebody was faster: what is shown is new, and what one wished was not done. */
  moved = $state(false);
  #asked = 0;

  constructor(readonly id: string) {}

  can = (what: RemoteDo): boolean => this.session?.may.includes(what) ?? false;

  /** What of the powers is in force. */
  get granted(): RemotePower[] {
    return this.session?.powers.filter(({ state }) => state === 'granted').map(({ code }) => code) ?? [];
  }

  follow = (): (() => void) =>
    untrack(() => {
      void this.refresh();
      const stops = [live.on('remote', ({ session }) => session === this.id && void this.refresh()), live.onReturn(() => void this.refresh())];
      return () => stops.forEach((stop) => stop());
    });

  /** Only the last answer counts. */
  refresh = async (): Promise<void> => {
    const mine = ++this.#asked;
    try {
      const session = await fetchSession(this.id);
      if (mine !== this.#asked) return;
      this.session = session;
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
        if (asProblem(error).code === 'remote_state') {
          this.moved = true;
          await this.refresh();
        }
        throw error;
      }
      await this.refresh();
    });
}
