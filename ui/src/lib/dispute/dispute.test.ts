import { describe, expect, test } from 'vitest';
import type { Message } from '$lib/api';
import { leavesTheFile, stepsOf } from './desk/steps';
import { isIn, ofTalk } from './room/material';
import { atSlider, restOf, shareOf, stepMinor } from './split';

describe('dividing a stake', () => {
  test('both ends can be reached, and nothing beyond', () => {
    expect([atSlider(-5, 12_345), atSlider(0, 12_345), atSlider(12_345, 12_345), atSlider(99_999, 12_345)]).toEqual([0, 0, 12_345, 12_345]);
  });
  test('the parts add up', () => {
    for (const release of [0, 1, 333, 999, 1_000]) expect(release + restOf(release, 1_000)).toBe(1_000);
  });
  test('a tiny stake still has steps of one', () => expect([stepMinor(3), stepMinor(100_000)]).toEqual([1, 1_000]));
  test('a share of nothing is nothing', () => expect([shareOf(0, 0), shareOf(250, 1_000)]).toEqual([0, 0.25]));
});

describe('what an arbiter can do', () => {
  test('only with the right, and only what the state allows', () => {
    expect(stepsOf('proposing', ['judge'])).toEqual(['propose']);
    expect(stepsOf('confirming', ['judge'])).toEqual(['confirm', 'object']);
    expect(stepsOf('confirming', ['recuse'])).toEqual([]);
    expect(stepsOf('offering', ['judge'])).toEqual([]);
  });
  test('after all but a proposal the file is closed to them', () => expect([leavesTheFile('propose'), leavesTheFile('award'), leavesTheFile('recuse')]).toEqual([false, true, true]));
});

describe('what can be put into the file', () => {
  const sides = { client: { id: 'c', name: 'C' }, specialist: { id: 's', name: 'S' } };
  const said = (seq: number, kind: Message['kind'], files: unknown[] = []) => ({ seq, kind, text: `${seq}`, at: '2026-11-22T10:00:00Z', author: { id: 'c' }, files }) as unknown as Message;
  const file = { id: 'f1', name: 'a.txt', at: '2026-11-22T10:00:00Z', author: { id: 's' } };

  test('messages and files, never a note', () => {
    const pieces = ofTalk([said(1, 'message', [file]), said(2, 'note', [file]), said(3, 'event')], sides);
    expect(pieces.map(({ kind, ref, by }) => [kind, ref, by])).toEqual([['message', '1', 'client'], ['file', 'f1', 'specialist']]);
  });
  test('what lies there already is known by kind and place', () => {
    const there = [{ kind: 'message', ref: '1' }, { kind: 'contract', ref: '4' }] as unknown as Parameters<typeof isIn>[0];
    expect([isIn(there, { kind: 'message', ref: '1' }), isIn(there, { kind: 'submission', ref: '1' }), isIn(there, { kind: 'contract', ref: '' })]).toEqual([true, false, true]);
  });
});
