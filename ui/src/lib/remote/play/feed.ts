/**
 * The events of one terminal, in order, fetched page by page a little ahead of where they are needed. A leap begins with a
 * picture of the terminal as it stood there. An answer that a later leap has overtaken is dropped.
 */
import type { RecordingEvent, RecordingPlay } from '$lib/api';

export type FetchPage = (fromMicros: number, skip: number, picture: boolean) => Promise<RecordingPlay>;

/** Fewer events than this left: the next page is asked for. */
const low = 300;

export class Feed {
  #events: RecordingEvent[] = [];
  #next: { fromMicros: number; skip: number } | undefined;
  #fetching: Promise<void> | undefined;
  #leap = 0;

  constructor(readonly fetchPage: FetchPage) {}

  /** When the next event is; nothing when none is known. */
  get nextAt(): number | undefined {
    return this.#events[0]?.atMicros;
  }

  /** Nothing is here though more is to come. */
  get starving(): boolean {
    return this.#events.length === 0 && this.#next !== undefined;
  }

  get over(): boolean {
    return this.#events.length === 0 && this.#next === undefined;
  }

  /** Leaps: answers how the terminal stood, or nothing when another leap came after. */
  async leap(atMicros: number): Promise<RecordingPlay | undefined> {
    const mine = ++this.#leap;
    this.#fetching = undefined;
    const page = await this.fetchPage(atMicros, 0, atMicros > 0);
    if (mine !== this.#leap) return undefined;
    this.#events = [...page.events];
    this.#next = nextOf(page);
    return page;
  }

  /** Takes out all events up to this time. */
  take(untilMicros: number): RecordingEvent[] {
    const later = this.#events.findIndex(({ atMicros }) => atMicros > untilMicros);
    return this.#events.splice(0, later === -1 ? this.#events.length : later);
  }

  /** Fetches the next page when it is about to be needed. A failure is thrown once; the next call tries again. */
  ahead(): Promise<void> {
    if (this.#fetching || !this.#next || this.#events.length > low) return this.#fetching ?? Promise.resolve();
    this.#fetching = this.#fetch(this.#next, this.#leap);
    return this.#fetching;
  }

  async #fetch({ fromMicros, skip }: { fromMicros: number; skip: number }, mine: number): Promise<void> {
    try {
      const page = await this.fetchPage(fromMicros, skip, false);
      if (mine !== this.#leap) return;
      this.#events.push(...page.events);
      this.#next = nextOf(page);
    } finally {
      if (mine === this.#leap) this.#fetching = undefined;
    }
  }
}

const nextOf = ({ nextMicros, nextSkip }: RecordingPlay) => (nextMicros === undefined ? undefined : { fromMicros: nextMicros, skip: nextSkip ?? 0 });
