import { describe, expect, test } from 'vitest';
import type { RecordingEvent, RecordingKind, RecordingPlay } from '$lib/api';
import { besides, lastAt, marksOf, pausesOf } from './course';
import { Feed } from './feed';
import { keyOf } from './keys';
import { otherSpeed, pass } from './pace';

const event = (atMicros: number, kind: RecordingKind = 'output'): RecordingEvent => ({ atMicros, kind, stream: 1 });
const page = (events: RecordingEvent[], nextMicros?: number, nextSkip?: number): RecordingPlay => ({ cols: 80, rows: 24, events, nextMicros, nextSkip });

describe('the clock of a player', () => {
  const second = 1_000_000;
  const passing = { elapsedMs: 100, speed: 1, durationMicros: 60 * second, skipSilence: false, nextAt: undefined };
  test('goes at its speed', () => {
    expect(pass(0, passing)).toBe(100_000);
    expect(pass(0, { ...passing, speed: 8 })).toBe(800_000);
  });
  test('stops at the end', () => expect(pass(60 * second - 1, passing)).toBe(60 * second));
  test('cuts a silence to one second, and leaves short ones', () => {
    expect(pass(0, { ...passing, skipSilence: true, nextAt: 30 * second })).toBe(29 * second);
    expect(pass(29 * second, { ...passing, skipSilence: true, nextAt: 30 * second })).toBe(29.1 * second);
    expect(pass(0, { ...passing, nextAt: 30 * second })).toBe(100_000);
  });
  test('never goes back', () => expect(pass(29.95 * second, { ...passing, skipSilence: true, nextAt: 30 * second, speed: 16 })).toBeGreaterThan(29.95 * second));
  test('has a fastest and a slowest speed', () => {
    expect(otherSpeed(1, 1)).toBe(2);
    expect(otherSpeed(16, 1)).toBe(16);
    expect(otherSpeed(0.5, -1)).toBe(0.5);
  });
});

describe('the line of time', () => {
  const of = (...moments: RecordingEvent[]) => ({ durationMicros: 1000, moments });
  test('marks what happened, and makes one of what stands too close', () => {
    const marks = marksOf(of(event(0, 'consent'), event(2, 'power'), event(500, 'filed'), event(1000, 'end')));
    expect(marks.map(({ place, count, event: { kind } }) => [place, count, kind])).toEqual([[0, 2, 'consent'], [0.5, 1, 'filed'], [1, 1, 'end']]);
  });
  test('what matters more stands for those beside it', () => expect(marksOf(of(event(500, 'tunnel'), event(501, 'paused')))[0]?.event.kind).toBe('paused'));
  test('pauses last until they end, or to the end', () => {
    expect(pausesOf(of(event(100, 'paused'), event(150, 'paused'), event(200, 'resumed'), event(900, 'paused')))).toEqual([{ from: 0.1, to: 0.2 }, { from: 0.9, to: 1 }]);
  });
  test('an empty recording has an end too', () => expect(marksOf({ durationMicros: 0, moments: [event(0, 'end')] })[0]?.place).toBe(0));
  test('one steps from moment to moment', () => {
    const moments = [event(1_000_000, 'power'), event(5_000_000, 'filed')];
    expect(besides(moments, 1_000_000, 1)).toBe(5_000_000);
    expect(besides(moments, 5_200_000, -1)).toBe(1_000_000);
    expect(besides(moments, 1_200_000, -1)).toBeUndefined();
    expect(lastAt(moments, 4_999_999)).toBe(0);
    expect(lastAt(moments, 0)).toBe(-1);
  });
});

describe('the feed', () => {
  test('gives events up to a time, once, and fetches on from where the page ended', async () => {
    const asked: [number, number, boolean][] = [];
    const pages = [page([event(1), event(2), event(2)], 2, 2), page([event(2), event(7)])];
    const feed = new Feed((from, skip, picture) => (asked.push([from, skip, picture]), Promise.resolve(pages.shift() ?? page([]))));
    await feed.leap(0);
    expect(feed.take(1).map(({ atMicros }) => atMicros)).toEqual([1]);
    await feed.ahead();
    expect(feed.take(6)).toHaveLength(3);
    expect([feed.nextAt, feed.starving, feed.over]).toEqual([7, false, false]);
    expect(feed.take(9)).toHaveLength(1);
    expect(feed.over).toBe(true);
    expect(asked).toEqual([[0, 0, false], [2, 2, false]]);
  });
  test('a leap asks for a picture, and drops the answer that it has overtaken', async () => {
    const answers: ((page: RecordingPlay) => void)[] = [];
    const feed = new Feed(() => new Promise((resolve) => answers.push(resolve)));
    const [first, second] = [feed.leap(5), feed.leap(9)];
    answers[1]?.(page([event(9)]));
    answers[0]?.(page([event(5)]));
    expect(await first).toBeUndefined();
    expect((await second)?.events).toHaveLength(1);
    expect(feed.nextAt).toBe(9);
  });
  test('an answer for the place before a leap is not mixed in', async () => {
    let late: (page: RecordingPlay) => void = () => undefined;
    const pages = [Promise.resolve(page([event(1)], 2)), new Promise<RecordingPlay>((resolve) => (late = resolve)), Promise.resolve(page([event(50)]))];
    const feed = new Feed(() => pages.shift() ?? Promise.reject(new Error('nothing more')));
    await feed.leap(0);
    const ahead = feed.ahead();
    await feed.leap(50);
    late(page([event(2)]));
    await ahead;
    expect(feed.take(100).map(({ atMicros }) => atMicros)).toEqual([50]);
  });
  test('what failed is tried again', async () => {
    let failing = true;
    const feed = new Feed((from) => (from === 0 ? Promise.resolve(page([], 1)) : failing ? Promise.reject(new Error('broken')) : Promise.resolve(page([event(1)]))));
    await feed.leap(0);
    await expect(feed.ahead()).rejects.toThrow('broken');
    failing = false;
    await feed.ahead();
    expect(feed.nextAt).toBe(1);
  });
});

describe('keys', () => {
  const pressed = (key: string, more: object = {}) => ({ key, code: key === '[' ? 'BracketLeft' : key === ']' ? 'BracketRight' : key === '/' ? 'Slash' : '', shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, isComposing: false, defaultPrevented: false, target: null, ...more });
  globalThis.HTMLElement ??= EventTarget as unknown as typeof HTMLElement;
  test('the arrows follow the eye', () => {
    expect(keyOf(pressed('ArrowRight'), false)).toEqual({ seconds: 5 });
    expect(keyOf(pressed('ArrowRight'), true)).toEqual({ seconds: -5 });
    expect(keyOf(pressed('ArrowLeft', { shiftKey: true }), true)).toEqual({ moment: 1 });
  });
  test.each([[' ', 'toggle'], ['[', 'slower'], [']', 'faster'], ['/', 'search'], ['Home', 'start'], ['End', 'end'], ['x', undefined]])('%j is %s', (key, what) => expect(keyOf(pressed(key), false)).toBe(what));
  test('with Ctrl they are the browser’s', () => expect(keyOf(pressed('ArrowRight', { ctrlKey: true }), false)).toBeUndefined());
});
