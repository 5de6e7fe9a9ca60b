import { expect, test } from 'vitest';
import { keyFor, moved, newField, toFields } from './fields';

test.each([
  ['Serial number', [], 'serial_number'],
  ['Serial number', ['serial_number'], 'serial_number_2'],
  ['  2nd Größe! ', [], 'nd_gro_e'],
  ['', [], 'field_1'],
  ['شمارهٔ سریال', ['field_1'], 'field_2'],
])('the key for %j beside %j is %s', (label, taken, key) => {
  expect(keyFor(label, taken)).toBe(key);
  expect(key).toMatch(/^[a-z][a-z0-9_]{0,39}$/);
});

test('new fields get keys of their own, and only choices keep choices', () => {
  const fields = toFields([{ ...newField(), choices: ['a'] }, { ...newField(), kind: 'choice', choices: [' red ', ''] }, { ...newField(), key: 'field_1' }]);
  expect(fields.map(({ key, choices }) => [key, choices])).toEqual([['field_2', undefined], ['field_3', ['red']], ['field_1', undefined]]);
});

test('a row moves by one', () => {
  expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b']);
  expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
});
