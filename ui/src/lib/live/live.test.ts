import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parseEvent } from './events';
import { live } from './live.svelte';

class FakeSource extends EventTarget {
  static all: FakeSource[] = [];
  onopen: (() => void) | undefined;
  onerror: (() => void) | undefined;
  closed = false;
  constructor(readonly url: string) {
    super();
    FakeSource.all.push(this);
  }
  close() {
    this.closed = true;
  }
  send(kind: string, data: unknown) {
    this.dispatchEvent(new MessageEvent(kind, { data: JSON.stringify(data) }));
  }
}
const last = () => FakeSource.all.at(-1) as FakeSource;

beforeEach(() => {
  FakeSource.all = [];
  vi.stubGlobal('EventSource', FakeSource);
  vi.useFakeTimers();
});
afterEach(() => {
  live.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a well-formed event is heard, a malformed one is not', () => {
  const heard = vi.fn();
  const stop = live.on('ticket', heard);
  live.start();
  last().send('ticket', { id: 't1', version: 2, what: 'message', seq: 4 });
  last().send('ticket', { id: 't1', version: 'two', what: 'message' });
  last().send('ticket', { id: 't1', version: 3, what: 'explosion' });
  expect(heard).toHaveBeenCalledExactlyOnceWith({ id: 't1', version: 2, what: 'message', seq: 4 });
  stop();
  last().send('ticket', { id: 't1', version: 4, what: 'read' });
  expect(heard).toHaveBeenCalledOnce();
});

test('it comes back after a break and says so', () => {
  const returned = vi.fn();
  live.onReturn(returned);
  live.start();
  last().onopen?.();
  expect([live.state, returned.mock.calls.length]).toEqual(['open', 0]);
  last().onerror?.();
  expect([live.state, last().closed]).toEqual(['lost', true]);
  vi.advanceTimersByTime(600);
  expect(FakeSource.all).toHaveLength(2);
  last().onopen?.();
  expect([live.state, returned.mock.calls.length]).toEqual(['open', 1]);
});

test('each failure waits longer, up to half a minute', () => {
  live.start();
  for (let i = 0; i < 12; i++) {
    last().onerror?.();
    vi.advanceTimersByTime(30_000);
  }
  expect(FakeSource.all).toHaveLength(13);
});

test('what is not JSON is dropped', () => {
  expect(parseEvent('session', '{')).toBeUndefined();
  expect(parseEvent('session', 'null')).toBeUndefined();
  expect(parseEvent('session', '{"state":"ended"}')).toEqual({ state: 'ended' });
});
