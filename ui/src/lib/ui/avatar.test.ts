import { expect, test } from 'vitest';
import { hue, initials } from './avatar';

test.each([
  ['Ada Lovelace', 'AL'],
  ['ольга', 'О'],
  ['Анна Мария Петрова', 'АП'],
  ['سارا رضایی', 'س\u200cر'],
  ['王小明', '小明'],
  ['', ''],
])('initials of %j are %j', (name, expected) => expect(initials(name)).toBe(expected));

test('colours are steady and within the six', () => {
  const seen = new Set(Array.from({ length: 200 }, (_, i) => hue(`id-${i}`)));
  expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  expect(hue('same')).toBe(hue('same'));
});
