import type { RecordingEvent } from '$lib/api';
import { watchAddress } from '../remote';
import { decode } from './bytes';
import type { Screen } from './playback.svelte';

const firstWaitMs = 1_000;
const longestWaitMs = 15_000;
/** What is listed beside the terminal. */
const mostMoments = 100;

interface Picture { cols: number; rows: number; data?: string; stream: number; others: number[]; screens: { stream: number }[] }

/** A session looked at while it runs: what is recorded, as it is stored. A line that is lost is dialled again, and begins with a picture. */
export class Sight {
  state = $state<'connecting' | 'open' | 'lost' | 'over'>('connecting');
  /** Why it ended: `ended`, or the code of why no more may be seen. */
  why = $state('');
  moments = $state.raw<readonly RecordingEvent[]>([]);
  /** Something has been drawn. */
  drawn = $state(false);
  /** Which terminal or screen is looked at; 0 while there is none. */
  stream = $state(0);
  /** All terminals that there are, in the order in which they were opened. */
  terminals = $state.raw<readonly number[]>([]);
  /** Those in which something happened while another was looked at. */
  busy = $state.raw<ReadonlySet<number>>(new Set());
  /** The streams of screens that there are. */
  screens = $state.raw<readonly number[]>([]);
  #source: EventSource | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;

  constructor(
    readonly id: string,
    readonly screen: Screen,
    /** None: the first terminal. */
    stream = 0,
  ) {
    this.stream = stream;
  }

  /** Looks until its answer is called. */
  look = (): (() => void) => {
    this.#dial();
    return () => this.#stop();
  };

  /** Looks at another terminal. */
  turn(stream: number): void {
    if (stream === this.stream || this.state === 'over') return;
    this.#stop();
    this.stream = stream;
    this.busy = new Set([...this.busy].filter((other) => other !== stream));
    this.#dial();
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
  }

  #dial(): void {
    const source = new EventSource(watchAddress(this.id, this.stream));
    this.#source = source;
    source.addEventListener('picture', (event) => this.#picture(JSON.parse(String(event.data)) as Picture));
    source.addEventListener('events', (event) => this.#events(JSON.parse(String(event.data)) as RecordingEvent[]));
    source.addEventListener('others', (event) => this.#others(JSON.parse(String(event.data)) as number[]));
    source.addEventListener('over', (event) => this.#over((JSON.parse(String(event.data)) as { why: string }).why));
    source.onerror = () => this.#again();
  }

  #picture({ cols, rows, data, stream, others, screens }: Picture): void {
    this.#failures = 0;
    this.state = 'open';
    this.stream = stream;
    this.screens = screens.map(({ stream }) => stream);
    this.#there([stream, ...others]);
    this.drawn ||= Boolean(data);
    this.screen.clear(cols, rows);
    if (data) this.screen.write(decode(data));
  }

  #there(streams: readonly number[]): void {
    this.terminals = [...new Set([...this.terminals, ...streams])].filter((stream) => stream > 0 && !this.screens.includes(stream)).sort((a, b) => a - b);
  }

  #others(streams: readonly number[]): void {
    this.#there(streams);
    this.busy = new Set([...this.busy, ...streams]);
  }

  #events(events: RecordingEvent[]): void {
    for (const event of events) {
      if (this.stream === 0 && event.stream && (event.kind === 'output' || event.kind === 'resize')) this.#there([(this.stream = event.stream)]);
      if ((event.kind === 'output' || event.kind === 'screen') && event.data) {
        this.drawn = true;
        this.screen.write(decode(event.data));
      } else if (event.kind === 'resize' && event.cols && event.rows) this.screen.resize(event.cols, event.rows);
    }
    const begun = events.filter(({ kind, cols }) => kind === 'screen' && cols).map(({ stream }) => stream);
    if (begun.length > 0) this.screens = [...this.screens, ...begun];
    const told = events.filter(({ kind }) => kind !== 'output' && kind !== 'resize' && kind !== 'screen');
    if (told.length > 0) this.moments = [...told.reverse(), ...this.moments].slice(0, mostMoments);
  }

  /** Who was too slow begins again; every other end is one. */
  #over(why: string): void {
    if (why === 'watcher_slow') {
      this.#again();
      return;
    }
    this.#stop();
    [this.state, this.why] = ['over', why];
  }

  #again(): void {
    this.#stop();
    if (this.state === 'over') return;
    this.state = 'lost';
    this.#timer = setTimeout(() => this.#dial(), Math.min(longestWaitMs, firstWaitMs * 2 ** this.#failures++));
  }
}
