import { untrack } from 'svelte';
import { asProblem, type Problem } from './problem';

/** One thing the reader tries, with what goes wrong: for forms and buttons. A second press while busy does nothing. */
export class Attempt {
  busy = $state(false);
  problem = $state.raw<Problem | undefined>(undefined);

  /** Runs the work; true when it came through. An effect that tries something does not depend on what is tried. */
  run(work: () => Promise<unknown>): Promise<boolean> {
    return untrack(() => this.#run(work));
  }

  async #run(work: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.problem = undefined;
    try {
      await work();
      return true;
    } catch (error) {
      this.problem = asProblem(error);
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** The problem, when it is about one of these fields. */
  about(...fields: string[]): Problem | undefined {
    const problem = this.problem;
    if (!problem) return undefined;
    const field = problem.code === 'password_weak' ? 'password' : problem.code === 'code_wrong' ? 'code' : problem.field;
    return fields.includes(field ?? '') ? problem : undefined;
  }
}
