import { api, ask } from '$lib/api';
import { session } from './session.svelte';

/**
 * What follows the first proof beyond a password: recovery codes, seen once and kept before anything else. A proof by an
 * app brings its own. When they cannot be made, nothing is lost: the account's own page offers them.
 */
export class FirstCodes {
  all = $state.raw<readonly string[]>([]);
  #next: () => unknown = () => undefined;

  /** Makes the codes; `next` follows when they are kept, or at once when there are none. */
  async before(next: () => unknown): Promise<void> {
    if (session.current?.recoveredUntil) return void (await next()); // codes of before still count, and none are made on that day
    const made = await ask(api.POST('/me/recovery-codes')).catch(() => undefined);
    this.all = made?.recoveryCodes ?? [];
    this.#next = next;
    if (this.all.length === 0) await next();
  }

  kept = async (): Promise<void> => {
    await this.#next();
    this.all = [];
  };
}
