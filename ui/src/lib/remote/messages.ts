/** What the page and the worker tell each other; internal/far/browser is the other side. */

export type Power = 'terminal.view' | 'terminal.type' | 'screen.view' | 'screen.control' | 'files.fetch' | 'files.send' | 'port';
export type Lane = 'interactive' | 'bulk';

export interface Size {
  cols: number;
  rows: number;
}

/** Something in one of the client's folders. What is `nameless` has a name that cannot be asked for; `name` is a likeness. */
export interface Entry {
  form: 'file' | 'folder' | 'link' | 'special' | 'nameless';
  name: string;
  /** bytes */
  size: number;
  /** seconds since 1970 */
  modified: number;
  links: number;
}

/** Where something lies: one of the client's folders, counted from 0, and a path in it; `.` is the folder itself. */
export interface Place {
  folder: number;
  path: string;
}

/** What is asked, each with a number `n` by which it is answered. */
export type Ask =
  | { do: 'join'; channel: string }
  | ({ do: 'terminal'; power: Power; stream: number } & Size)
  | { do: 'screen'; power: Power; port: MessagePort }
  | { do: 'folders'; power: Power }
  | ({ do: 'list' } & Place)
  | ({ do: 'stat'; power: Power } & Place)
  | ({ do: 'fetch' } & Place)
  | ({ do: 'send'; file: Blob; replace: boolean } & Place);

/** What is told without an answer. `of` is the number of what was asked. */
export type Told =
  | { do: 'joined'; number: number; pin: string }
  | { do: 'joined'; fault: string }
  | { do: 'type'; of: number; data: Uint8Array }
  | ({ do: 'resize'; of: number } & Size)
  | { do: 'leave'; of: number }
  | { do: 'taken'; of: number; bytes: number }
  | { do: 'cancel'; of: number };

export type Answer = { n: number; ok: unknown } | { n: number; fault: string };

export type Event =
  | { event: 'ready' }
  | { event: 'join'; pin: string }
  | { event: 'line'; lane: Lane; there: boolean; words?: string[] }
  | { event: 'ended'; fault: string }
  | { event: 'show'; of: number; data: Uint8Array<ArrayBuffer> }
  | { event: 'again'; of: number }
  | { event: 'refused'; of: number; fault: string }
  | { event: 'gone'; of: number; fault: string }
  | { event: 'exit'; of: number; code: number }
  | { event: 'data'; of: number; data: Uint8Array<ArrayBuffer> }
  | { event: 'progress'; of: number; bytes: number };
