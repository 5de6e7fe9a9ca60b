/**
 * One stream of live changes per tab. It reconnects by itself, slower each time; after every reconnect `onReturn` listeners
 * fetch anew, because what was missed is not sent again.
 *
 *     $effect(() => live.on('ticket', (change) => { … }));   // returns its own clean-up
 */
import { base } from '$lib/api';
import { kinds, parseEvent, type LiveEvents, type LiveKind } from './events';

type Listener<K extends LiveKind> = (event: LiveEvents[K]) => void;

const firstWaitMs = 500;
const longestWaitMs = 30_000;

class Live {
  /** `off` before sign-in; `lost` while trying to come back. */
  state = $state<'off' | 'connecting' | 'open' | 'lost'>('off');
  #source: EventSource | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #opened = false;
  readonly #listeners = new Map<LiveKind, Set<Listener<LiveKind>>>();
  readonly #returns = new Set<() => void>();

  /** Opens the stream; safe to call again. */
  start(): void {
    if (this.#source) return;
    this.state = this.#failures > 0 ? 'lost' : 'connecting';
    const source = new EventSource(`${base}/live`);
    this.#source = source;
    source.onopen = () => this.#welcome();
    source.onerror = () => this.#retry();
    for (const kind of kinds) source.addEventListener(kind, (event) => this.#tell(kind, String(event.data)));
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = undefined;
    this.#failures = 0;
    this.#opened = false;
    this.state = 'off';
  }

  /** Hears events of one kind; call the answer to stop hearing. */
  on<K extends LiveKind>(kind: K, listener: Listener<K>): () => void {
    const listeners = this.#listeners.get(kind) ?? new Set();
    this.#listeners.set(kind, listeners.add(listener as Listener<LiveKind>));
    return () => listeners.delete(listener as Listener<LiveKind>);
  }

  /** Hears that the stream is back after a gap. */
  onReturn(listener: () => void): () => void {
    this.#returns.add(listener);
    return () => this.#returns.delete(listener);
  }

  #welcome(): void {
    const returned = this.#opened;
    this.state = 'open';
    this.#failures = 0;
    this.#opened = true;
    if (returned) this.#returns.forEach((listener) => listener());
  }

  /** The browser gives up on some failures, so that waiting is ours; a random part keeps tabs from coming back together. */
  #retry(): void {
    this.#source?.close();
    this.#source = undefined;
    this.state = 'lost';
    const wait = Math.min(longestWaitMs, firstWaitMs * 2 ** this.#failures++) * (0.5 + Math.random() / 2);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.start(), wait);
  }

  #tell(kind: LiveKind, data: string): void {
    const event = parseEvent(kind, data);
    if (event) this.#listeners.get(kind)?.forEach((listener) => listener(event));
  }
}

export const live = new Live();
