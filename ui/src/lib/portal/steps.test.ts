import { describe, expect, test } from 'vitest';
import { after, before, stepFrom, steps, titleOf } from './steps';

const all = { single: false, department: true, words: true };

describe('the steps of asking', () => {
  test('an address leads to its step, an unknown one to the first', () => {
    for (const step of [...steps, 'calm']) expect(stepFrom(step, all)).toBe(step);
    expect(stepFrom('elsewhere', all)).toBe('urgent');
    expect(stepFrom(null, all)).toBe('urgent');
  });

  test('nobody stands beyond what is still to be answered', () => {
    expect(stepFrom('look', { ...all, department: false })).toBe('what');
    expect(stepFrom('look', { ...all, words: false })).toBe('words');
    expect(stepFrom('words', { ...all, words: false })).toBe('words');
  });

  test('with one department nothing is chosen, on and back', () => {
    expect(stepFrom('what', { single: true, department: false, words: false })).toBe('words');
    expect(after('urgent', true)).toBe('words');
    expect(after('calm', true)).toBe('words');
    expect(before('words', true)).toBe('urgent');
  });

  test('each step leads on to the last, and back to the first', () => {
    expect(steps.map((step) => after(step, false))).toEqual(['what', 'what', 'words', 'files', 'look', 'look'].slice(1));
    expect(steps.map((step) => before(step, false))).toEqual([undefined, 'urgent', 'what', 'words', 'files']);
    expect(before('calm', false)).toBe('urgent');
  });
});

describe('a title from the first words', () => {
  test.each([
    ['My screen is black. It was fine yesterday.', 'My screen is black.'],
    ['صفحه سیاه است؟ از دیروز', 'صفحه سیاه است؟'],
    ['屏幕黑了。昨天还好。', '屏幕黑了。'],
    ['  one line\nmore  ', 'one line'],
    ['', ''],
  ])('%j', (text, title) => expect(titleOf(text)).toBe(title));

  test('is cut between words, and never too long', () => {
    const title = titleOf('word '.repeat(60));
    expect(title).toMatch(/word…$/);
    expect(title.length).toBeLessThanOrEqual(80);
    expect(titleOf('字'.repeat(200)).length).toBe(80);
  });
});
