import { asProblem, type Problem, type RecordingEvent, type RecordingPlay } from '$lib/api';
import { decode } from './bytes';
import { Feed, type FetchPage } from './feed';
import { otherSpeed, pass, within, type Speed } from './pace';

/** What draws: a terminal or a screen that is only looked at; its sides are cells, or pixels. */
export interface Screen {
  clear(cols: number, rows: number): void;
  write(bytes: Uint8Array): void;
  resize(cols: number, rows: number): void;
}

/** One terminal of a recording, played. Its owner draws on every frame while it plays. */
export class Playback {
  at = $state(0);
  playing = $state(false);
  speed = $state<Speed>(1);
  skipSilence = $state(true);
  busy = $state(false);
  problem = $state.raw<Problem | undefined>(undefined);
  /** What somebody typed or did last, beside what the terminal shows. */
  said = $state.raw<RecordingEvent | undefined>(undefined);
  readonly #feed: Feed;
  #leaps = 0;
  #last = 0;
  #frame = 0;

  constructor(
    readonly durationMicros: number,
    fetchPage: FetchPage,
    readonly screen: Screen,
  ) {
    this.#feed = new Feed(fetchPage);
  }

  get ended(): boolean {
    return this.at >= this.durationMicros;
  }

  faster = () => (this.speed = otherSpeed(this.speed, 1));
  slower = () => (this.speed = otherSpeed(this.speed, -1));

  async leap(atMicros: number): Promise<void> {
    const mine = ++this.#leaps;
    this.at = within(atMicros, this.durationMicros);
    this.busy = true;
    try {
      const page = await this.#feed.leap(this.at);
      if (!page) return;
      this.problem = undefined;
      this.said = undefined;
      this.#begin(page);
      while (this.#feed.starving && mine === this.#leaps) { // a screen is drawn from its last whole picture on
        await this.#feed.ahead();
        if (mine === this.#leaps) this.#draw();
      }
      if (mine !== this.#leaps) return;
    } catch (error) {
      this.problem = asProblem(error);
      this.pause();
    }
    this.busy = false;
  }

  #begin({ picture, cols, rows }: RecordingPlay): void {
    this.screen.clear(cols, rows);
    if (picture) this.screen.write(decode(picture));
    this.#draw();
  }

  toggle = (): void => {
    if (this.playing) this.pause();
    else void this.play();
  };

  async play(): Promise<void> {
    if (this.ended) await this.leap(0);
    if (this.problem) await this.leap(this.at);
    this.playing = !this.problem;
    this.#last = performance.now();
    if (this.playing) this.#frame = requestAnimationFrame(this.#tick);
  }

  pause(): void {
    this.playing = false;
    cancelAnimationFrame(this.#frame);
  }

  #tick = (now: number): void => {
    if (!this.playing) return;
    const elapsedMs = now - this.#last;
    this.#last = now;
    void this.#feed.ahead().then(
      () => (this.busy = false),
      (error: unknown) => ((this.problem = asProblem(error)), this.pause()),
    );
    if (this.#feed.starving) this.busy = true;
    else {
      const { speed, durationMicros, skipSilence } = this;
      const nextAt = this.#feed.nextAt ?? (this.#feed.over ? durationMicros : undefined);
      this.at = pass(this.at, { elapsedMs, speed, durationMicros, skipSilence, nextAt });
      this.#draw();
    }
    if (this.ended) this.playing = false;
    if (this.playing) this.#frame = requestAnimationFrame(this.#tick);
  };

  #draw(): void {
    for (const event of this.#feed.take(this.at)) {
      if ((event.kind === 'output' || event.kind === 'screen') && event.data) this.screen.write(decode(event.data));
      else if (event.kind === 'resize' && event.cols && event.rows) this.screen.resize(event.cols, event.rows);
      else this.said = event;
    }
  }
}
