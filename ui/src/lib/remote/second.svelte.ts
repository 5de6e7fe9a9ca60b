import { createSubscriber } from 'svelte/reactivity';

/** The time, told anew every second to whoever shows it; no timer runs while nobody does. */
class Second {
  readonly #subscribe = createSubscriber((update) => {
    const timer = setInterval(update, 1_000);
    return () => clearInterval(timer);
  });

  get now(): number {
    this.#subscribe();
    return Date.now();
  }
}

export const second = new Second();
