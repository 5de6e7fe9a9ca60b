import { asProblem } from '$lib/api';
import { Far, FarFault } from '../far';
import type { Lane } from '../messages';
import { channelAddress, join } from '../remote';
import { startWorker } from '../worker';

/** This page's end of a session: joins once, knows which of its two lines are there, and why it is over. */
export class Line {
  state = $state<'joining' | 'open' | 'lost' | 'over'>('joining');
  /** Why it is over: a code. */
  why = $state('');
  far = $state.raw<Far | undefined>(undefined);
  /** The safety words, which both people read to each other. */
  words = $state.raw<readonly string[]>([]);
  ports = $state.raw<readonly string[]>([]);
  readonly #there = new Map<Lane, boolean>();
  #left = false;

  constructor(readonly id: string) {}

  /** Joins; what it answers leaves. */
  begin = (): (() => void) => {
    void this.#open();
    return () => {
      this.#left = true;
      this.far?.close();
    };
  };

  async #open(): Promise<void> {
    try {
      const far = await Far.open(startWorker(), { channel: channelAddress(this.id), join: (pin) => this.#join(pin), line: (lane, there) => this.#line(lane, there), ended: (code) => this.#over(code) });
      if (this.#left) {
        far.close();
        return;
      }
      this.far = far;
      this.words = far.words;
      if (this.state === 'joining') this.state = 'open';
    } catch (error) {
      this.#over(error instanceof FarFault ? error.code : asProblem(error).code);
    }
  }

  async #join(pin: string): Promise<{ number: number; pin: string }> {
    try {
      const joined = await join(this.id, pin);
      this.ports = joined.ports;
      return joined;
    } catch (error) {
      throw new FarFault(asProblem(error).code);
    }
  }

  #line(lane: Lane, there: boolean): void {
    this.#there.set(lane, there);
    if (this.far) this.words = this.far.words;
    if (this.state !== 'over') this.state = [...this.#there.values()].every(Boolean) ? 'open' : 'lost';
  }

  #over(code: string): void {
    if (!this.#left) [this.state, this.why] = ['over', code];
  }
}
