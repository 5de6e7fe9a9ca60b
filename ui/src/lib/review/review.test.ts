import { expect, test } from 'vitest';
import { disputesOf, onTimeShare, skillsOf } from './words';

test('skills are parted by the commas of every script, each once', () => {
  expect(skillsOf(' Go, شبکه، 数据库、Go;PostgreSQL , ')).toEqual(['Go', 'شبکه', '数据库', 'PostgreSQL']);
});
test('without a day there is no share to be told', () => {
  expect(onTimeShare({ onTime: { count: 0, of: 0 } })).toBeUndefined();
  expect(onTimeShare({ onTime: { count: 3, of: 4 } })).toBe(0.75);
});
test('all disputes count', () => expect(disputesOf({ open: 1, won: 2, lost: 3, even: 4, settled: 5, withdrawn: 6 })).toBe(21));
