import { api, ask } from '$lib/api';
import { live, type Doing } from '$lib/live';
import { SvelteMap } from 'svelte/reactivity';

const repeatMs = 9_000; // the server forgets a sign after 15 s
const writingMs = 5_000;

interface Other { id: string; name: string; doing: Exclude<Doing, 'gone'>; until: number }

/** Who else is at a ticket, and telling them that we are. */
export class Presence {
  readonly #others = new SvelteMap<string, Other>();
  #writing = 0;
  #note = false;

  constructor(readonly ticket: string) {}

  get others(): Other[] {
    return [...this.#others.values()];
  }

  /** Tells and listens until the answer is called. */
  follow(): () => void {
    const stop = live.on('presence', ({ ticket, account, doing, until }) => {
      if (ticket !== this.ticket) return;
      if (doing === 'gone') this.#others.delete(account.id);
      else this.#meet(account, doing, until);
    });
    const tell = () => document.visibilityState === 'visible' && this.#say(this.#doing());
    const timer = setInterval(() => (this.#sweep(), tell()), repeatMs);
    tell();
    return () => {
      stop();
      clearInterval(timer);
      this.#others.clear();
      this.#say('gone');
    };
  }

  /** Call at each key. */
  writes(note: boolean): void {
    const before = this.#doing();
    const changed = note !== this.#note;
    [this.#writing, this.#note] = [Date.now(), note];
    if (before !== 'writing' || changed) this.#say('writing');
  }

  /** The words have been sent, or given up. */
  rests(): void {
    if (this.#doing() !== 'writing') return;
    this.#writing = 0;
    this.#say('viewing');
  }

  #doing = (): Doing => (Date.now() - this.#writing < writingMs ? 'writing' : 'viewing');

  #sweep(): void {
    for (const [id, { until }] of this.#others) if (until < Date.now()) this.#others.delete(id);
  }

  #meet(account: { id: string; name: string }, doing: Other['doing'], until: string): void {
    this.#others.set(account.id, { ...account, doing, until: new Date(until).getTime() });
  }

  /** Those who were here before answer at once. */
  #say(doing: Doing): void {
    const body = { doing, ...(this.#note && doing === 'writing' ? { note: true } : {}) };
    ask(api.POST('/tickets/{id}/presence', { params: { path: { id: this.ticket } }, body })).then(
      (marks) => doing !== 'gone' && marks.forEach((mark) => this.#meet(mark.account, mark.doing, mark.until)),
      () => undefined,
    );
  }
}
