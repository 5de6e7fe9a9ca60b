/**
 * The specialist's end of a remote session: a worker with the keys in it, which this page only asks. Nothing here sees what has
 * not passed the worker's filter.
 */
import type { Answer, Ask, Entry, Event, Lane, Place, Power, Size, Told } from './messages';

/** A refusal; the code chooses the reader's words. */
export class FarFault extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

/** What the server answers to who joins (`POST /remote-sessions/{id}/join`), as far as the worker needs it. */
export interface Joined {
  number: number;
  pin: string;
}

export interface FarOptions {
  /** Path of the session's channel, `/api/v1/remote-sessions/{id}/channel`. */
  channel: string;
  /** Tells the server the pin of this end; throws a FarFault where it refuses. */
  join: (pin: string) => Promise<Joined>;
  /** A lane is there, or is lost and dialled again. */
  line?: (lane: Lane, there: boolean) => void;
  /** The session is over. */
  ended?: (code: string) => void;
}

/** How a terminal is shown. */
export interface TerminalView {
  /** Shows bytes and resolves when they are shown; the worker waits for that. */
  show: (data: Uint8Array<ArrayBuffer>) => Promise<void>;
  /** The line was lost and is there again: what follows draws the whole screen. */
  again?: () => void;
  /** Something typed was not taken. */
  refused?: (code: string) => void;
  /** The shell ended. */
  exit?: (code: number) => void;
  /** The terminal is gone for another reason. */
  gone?: (code: string) => void;
}

/** A terminal of the client's machine. */
export interface FarTerminal {
  /** Its number on the recording. */
  readonly stream: number;
  type(data: Uint8Array | string): void;
  resize(size: Size): void;
  /** Leaves it; its shell goes on. */
  leave(): void;
}

/** The part of Worker that is used. */
export type WorkerLike = Pick<Worker, 'postMessage' | 'terminate' | 'addEventListener'>;

/** More than this is not kept in a page's memory. */
export const MAX_FETCH = 2 ** 31;

interface Waiting {
  resolve: (value: unknown) => void;
  reject: (why: FarFault) => void;
}
type Part = { view: TerminalView } | { parts: Uint8Array<ArrayBuffer>[]; size: number; progress?: (bytes: number) => void };

export class Far {
  /** What both people read to each other; empty until joined, and others when a line that was lost is there again. */
  words: string[] = [];

  #next = 1;
  #waiting = new Map<number, Waiting>();
  #parts = new Map<number, Part>();
  #ready: Promise<void>;

  private constructor(
    readonly worker: WorkerLike,
    readonly options: FarOptions,
  ) {
    this.#ready = new Promise((ready, fail) => {
      worker.addEventListener('message', (e) => {
        const data = (e as MessageEvent<Answer | Event>).data;
        if ('event' in data && data.event === 'ready') ready();
        else this.#take(data);
      });
      worker.addEventListener('error', () => {
        fail(new FarFault('worker_failed'));
        this.#over('worker_failed');
      });
    });
  }

  /** Joins a session. `origin` is where this page came from. */
  static async open(worker: WorkerLike, options: FarOptions, origin = location.origin): Promise<Far> {
    const far = new Far(worker, options);
    try {
      await far.#ready;
      far.words = (await far.#ask({ do: 'join', channel: origin.replace(/^http/, 'ws') + options.channel })) as string[];
    } catch (why) {
      far.close();
      throw why;
    }
    return far;
  }

  /** Ends this end; shells go on at the client's. */
  close(): void {
    this.worker.terminate();
    this.#over('closed');
  }

  /** Opens a terminal: a new shell, or the one with the number `stream`; to look on, 0 is the newest. */
  async terminal(power: Power, size: Size, view: TerminalView, stream = 0): Promise<FarTerminal> {
    const n = this.#next;
    this.#parts.set(n, { view });
    const number = (await this.#ask({ do: 'terminal', power, stream, ...size })) as number;
    const text = new TextEncoder();
    return {
      stream: number,
      type: (data) => this.#tell({ do: 'type', of: n, data: typeof data === 'string' ? text.encode(data) : data }),
      resize: (to) => this.#tell({ do: 'resize', of: n, ...to }),
      leave: () => {
        this.#tell({ do: 'leave', of: n });
        this.#parts.delete(n);
      },
    };
  }

  /** Opens the screen. The port speaks as `PortSocket` does. */
  async screen(power: 'screen.view' | 'screen.control'): Promise<MessagePort> {
    const { port1, port2 } = new MessageChannel();
    await this.#ask({ do: 'screen', power, port: port2 }, [port2]);
    return port1;
  }

  folders(power: 'files.fetch' | 'files.send'): Promise<string[]> {
    return this.#ask({ do: 'folders', power }) as Promise<string[]>;
  }

  list(at: Place): Promise<Entry[]> {
    return this.#ask({ do: 'list', ...at }) as Promise<Entry[]>;
  }

  stat(power: 'files.fetch' | 'files.send', at: Place): Promise<Entry> {
    return this.#ask({ do: 'stat', power, ...at }) as Promise<Entry>;
  }

  /** Fetches a file whose hash was compared. */
  async fetch(at: Place, options: { progress?: (bytes: number) => void; signal?: AbortSignal } = {}): Promise<{ file: Blob; sha256: string }> {
    const n = this.#next;
    const part: Part = { parts: [], size: 0, progress: options.progress };
    this.#parts.set(n, part);
    const done = (await this.#ask({ do: 'fetch', ...at }, [], options.signal)) as { size: number; sha256: string };
    if (done.size !== part.size) throw new FarFault('file_mismatch');
    return { file: new Blob(part.parts), sha256: done.sha256 };
  }

  /** Sends a file, and resolves to its hash when the client's end has it. */
  send(at: Place, file: Blob, options: { replace?: boolean; progress?: (bytes: number) => void; signal?: AbortSignal } = {}): Promise<string> {
    this.#parts.set(this.#next, { parts: [], size: 0, progress: options.progress });
    return this.#ask({ do: 'send', file, replace: options.replace ?? false, ...at }, [], options.signal) as Promise<string>;
  }

  #ask(ask: Ask, transfer: Transferable[] = [], signal?: AbortSignal): Promise<unknown> {
    const n = this.#next++;
    const cancel = () => this.#tell({ do: 'cancel', of: n });
    return new Promise((resolve, reject) => {
      this.#waiting.set(n, { resolve, reject });
      this.worker.postMessage({ n, ...ask }, transfer);
      if (signal?.aborted) cancel();
      signal?.addEventListener('abort', cancel);
    }).finally(() => {
      signal?.removeEventListener('abort', cancel);
      if (ask.do === 'fetch' || ask.do === 'send') this.#parts.delete(n);
    });
  }

  #tell(told: Told): void {
    this.worker.postMessage(told);
  }

  #take(data: Answer | Event): void {
    if ('event' in data) {
      this.#happened(data);
      return;
    }
    const waiting = this.#waiting.get(data.n);
    this.#waiting.delete(data.n);
    if ('fault' in data) {
      this.#parts.delete(data.n);
      waiting?.reject(new FarFault(data.fault));
    } else waiting?.resolve(data.ok);
  }

  #happened(e: Event): void {
    switch (e.event) {
      case 'join':
        void this.#join(e.pin);
        break;
      case 'line':
        if (e.words) this.words = e.words;
        this.options.line?.(e.lane, e.there);
        break;
      case 'ended':
        this.#over(e.fault);
        this.options.ended?.(e.fault);
        break;
      case 'data':
      case 'progress':
        this.#file(e);
        break;
      case 'ready':
        break;
      default:
        void this.#shown(e);
    }
  }

  async #join(pin: string): Promise<void> {
    try {
      const { number, pin: theirs } = await this.options.join(pin);
      this.#tell({ do: 'joined', number, pin: theirs });
    } catch (why) {
      this.#tell({ do: 'joined', fault: why instanceof FarFault ? why.code : 'internal' });
    }
  }

  #file(e: Extract<Event, { event: 'data' | 'progress' }>): void {
    const part = this.#parts.get(e.of);
    if (!part || 'view' in part) return;
    if (e.event === 'data') {
      part.size += e.data.length;
      if (part.size > MAX_FETCH) {
        this.#tell({ do: 'cancel', of: e.of });
        return;
      }
      part.parts.push(e.data);
      this.#tell({ do: 'taken', of: e.of, bytes: e.data.length });
    }
    part.progress?.(e.event === 'data' ? part.size : e.bytes);
  }

  async #shown(e: Extract<Event, { event: 'show' | 'again' | 'refused' | 'gone' | 'exit' }>): Promise<void> {
    const part = this.#parts.get(e.of);
    if (!part || !('view' in part)) return;
    const { view } = part;
    switch (e.event) {
      case 'show': {
        const bytes = e.data.length;
        await view.show(e.data);
        this.#tell({ do: 'taken', of: e.of, bytes });
        break;
      }
      case 'again':
        view.again?.();
        break;
      case 'refused':
        view.refused?.(e.fault);
        break;
      case 'exit':
        this.#parts.delete(e.of);
        view.exit?.(e.code);
        break;
      case 'gone':
        this.#parts.delete(e.of);
        view.gone?.(e.fault);
    }
  }

  #over(code: string): void {
    const waiting = [...this.#waiting.values()];
    const parts = [...this.#parts.values()];
    this.#waiting.clear();
    this.#parts.clear();
    waiting.forEach(({ reject }) => reject(new FarFault(code)));
    parts.forEach((part) => 'view' in part && part.view.gone?.(code));
  }
}
