import { afterEach, expect, test } from 'vitest';
import { reader } from '$lib/i18n';
import { inOther, length, own } from './days';

afterEach(() => {
  reader.language = 'en';
  reader.timeZone = undefined;
});

test('a day is the same in every zone, in both calendars', () => {
  reader.timeZone = 'Pacific/Honolulu';
  expect(own('2026-11-22')).toBe('22 November 2026');
  expect(inOther('2026-11-22')).toContain('1405');
  reader.language = 'fa';
  expect(own('2026-11-22')).toContain('آذر');
  expect(inOther('2026-11-22')).toContain('۲۰۲۶');
});

test('a moment is told in the reader’s zone', () => {
  reader.timeZone = 'Asia/Tehran';
  expect(own('2026-11-22T20:00:00Z')).toMatch(/22 Nov 2026.*23:30/);
});

test.each([[200_000, '2 days'], [7_300, '2 hours'], [61, '1 minute'], [3, '0 minutes']])('%i s are %s', (seconds, words) => expect(length(seconds)).toBe(words));
