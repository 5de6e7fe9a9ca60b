import { createSubscriber } from 'svelte/reactivity';

/** The time, told anew every half minute to whoever shows it; no timer runs while nobody does. */
class Minute {
  readonly #subscribe = createSubscriber((update) => {
    const timer = setInterval(update, 30_000);
    return () => clearInterval(timer);
  });

  get now(): number {
    this.#subscribe();
    return Date.now();
  }
}

export const minute = new Minute();
