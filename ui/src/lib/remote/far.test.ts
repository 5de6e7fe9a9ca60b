import { describe, expect, it } from 'vitest';
import { Far, FarFault, MAX_FETCH } from './far';
import type { FarOptions, WorkerLike } from './far';
import { PortSocket } from './socket';

type Message = Record<string, unknown> & { n?: number; do: string };

/** A worker that remembers what it was told, and answers as the test says. */
class FakeWorker implements WorkerLike {
  told: Message[] = [];
  ended = false;
  #listen: Record<string, (e: { data: unknown }) => void> = {};
  answer: (m: Message) => unknown = () => undefined;

  addEventListener(kind: string, listen: unknown) {
    this.#listen[kind] = listen as (e: { data: unknown }) => void;
  }
  postMessage(message: unknown) {
    const told = message as Message;
    this.told.push(told);
    const answer = this.answer(told);
    if (answer !== undefined) queueMicrotask(() => this.say({ n: told.n, ...(answer as object) }));
  }
  terminate() {
    this.ended = true;
  }
  say(data: unknown) {
    this.#listen['message']?.({ data });
  }
  fail() {
    this.#listen['error']?.({ data: undefined });
  }
}

const options: FarOptions = { channel: '/api/v1/remote-sessions/x/channel', join: () => Promise.resolve({ number: 7, pin: 'ab' }) };

async function joined(more: Partial<FarOptions> = {}) {
  const worker = new FakeWorker();
  worker.answer = (m) => (m.do === 'join' ? { ok: ['a', 'b', 'c', 'd'] } : undefined);
  const opening = Far.open(worker, { ...options, ...more }, 'https://help.example');
  worker.say({ event: 'ready' });
  return { worker, far: await opening };
}

describe('the specialist’s end', () => {
  it('joins when the worker is ready, at the page’s own server', async () => {
    const { worker, far } = await joined();
    expect(worker.told).toEqual([{ n: 1, do: 'join', channel: 'wss://help.example/api/v1/remote-sessions/x/channel' }]);
    expect(far.words).toEqual(['a', 'b', 'c', 'd']);
  });

  it('has the page tell the server the pin, and a refusal reaches the worker', async () => {
    const pins: string[] = [];
    const { worker } = await joined({ join: (pin) => (pins.push(pin), Promise.reject(new FarFault('session_not_ready'))) });
    worker.say({ event: 'join', pin: 'cd' });
    await new Promise((done) => setTimeout(done));
    expect(pins).toEqual(['cd']);
    expect(worker.told.at(-1)).toEqual({ do: 'joined', fault: 'session_not_ready' });
  });

  it('ends a worker that could not join', async () => {
    const worker = new FakeWorker();
    worker.answer = () => ({ fault: 'wrong_key' });
    const opening = Far.open(worker, options, 'https://help.example');
    worker.say({ event: 'ready' });
    await expect(opening).rejects.toMatchObject({ code: 'wrong_key' });
    expect(worker.ended).toBe(true);
  });

  it('says that output is taken only when it was shown', async () => {
    const { worker, far } = await joined();
    worker.answer = (m) => (m.do === 'terminal' ? { ok: 3 } : undefined);
    let done = () => {};
    const terminal = await far.terminal('terminal.type', { cols: 80, rows: 24 }, { show: () => new Promise<void>((shown) => (done = shown)) });
    expect(terminal.stream).toBe(3);
    worker.say({ event: 'show', of: 2, data: new Uint8Array(5) });
    await Promise.resolve();
    expect(worker.told.some((m) => m.do === 'taken')).toBe(false);
    done();
    await new Promise((later) => setTimeout(later));
    expect(worker.told.at(-1)).toEqual({ do: 'taken', of: 2, bytes: 5 });
    terminal.type('ls\r');
    expect(worker.told.at(-1)).toMatchObject({ do: 'type', of: 2, data: new TextEncoder().encode('ls\r') });
  });

  it('tells every terminal when the session is over, and refuses what waits', async () => {
    const codes: string[] = [];
    const { worker, far } = await joined({ ended: (code) => codes.push(`session ${code}`) });
    worker.answer = (m) => (m.do === 'terminal' ? { ok: 3 } : undefined);
    await far.terminal('terminal.view', { cols: 80, rows: 24 }, { show: () => Promise.resolve(), gone: (code) => codes.push(code) });
    const listing = far.list({ folder: 0, path: '.' });
    worker.say({ event: 'ended', fault: 'turned_away' });
    await expect(listing).rejects.toMatchObject({ code: 'turned_away' });
    expect(codes).toEqual(['turned_away', 'session turned_away']);
  });

  it('puts a file together, and not one that came short or grew too large', async () => {
    const { worker, far } = await joined();
    const fetching = far.fetch({ folder: 0, path: 'f' });
    const data = new TextEncoder().encode('whole');
    worker.say({ event: 'data', of: 2, data });
    worker.say({ n: 2, ok: { size: 5, sha256: 'aa' } });
    expect(await (await fetching).file.text()).toBe('whole');
    const short = far.fetch({ folder: 0, path: 'f' });
    worker.say({ n: 3, ok: { size: 5, sha256: 'aa' } });
    await expect(short).rejects.toMatchObject({ code: 'file_mismatch' });
    const large = far.fetch({ folder: 0, path: 'f' });
    worker.say({ event: 'data', of: 4, data: { length: MAX_FETCH + 1 } });
    expect(worker.told.at(-1)).toEqual({ do: 'cancel', of: 4 });
    worker.say({ n: 4, fault: 'cancelled' });
    await expect(large).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('cancels', async () => {
    const { worker, far } = await joined();
    const stop = new AbortController();
    const sending = far.send({ folder: 0, path: 'f' }, new Blob(['x']), { signal: stop.signal });
    stop.abort();
    expect(worker.told.at(-1)).toEqual({ do: 'cancel', of: 2 });
    worker.say({ n: 2, fault: 'cancelled' });
    await expect(sending).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('survives a worker that dies', async () => {
    const { worker, far } = await joined();
    const listing = far.list({ folder: 0, path: '.' });
    worker.fail();
    await expect(listing).rejects.toMatchObject({ code: 'worker_failed' });
  });
});

describe('a screen’s socket', () => {
  it('reads when somebody listens, tells what it took, and ends', async () => {
    const { port1, port2 } = new MessageChannel();
    const socket = new PortSocket(port1);
    const got: number[] = [];
    const back: unknown[] = [];
    const closed = new Promise<void>((done) => (socket.onclose = () => done()));
    const took = new Promise<void>((done) => {
      port2.onmessage = ({ data }) => {
        back.push(data);
        if (back.length === 2) done();
      };
    });
    socket.onmessage = ({ data }) => got.push(data.byteLength);
    port2.postMessage(new Uint8Array([1, 2, 3]).buffer);
    const reused = new Uint8Array([9, 9]);
    socket.send(reused);
    expect(reused.byteLength).toBe(2); // it was not taken out of the caller's hands
    await took;
    port2.postMessage(null);
    await closed;
    expect(got).toEqual([3]);
    expect(back.map((b) => (b instanceof ArrayBuffer ? b.byteLength : b)).sort()).toEqual([2, 3]);
    expect(socket.readyState).toBe('closed');
  });
});
