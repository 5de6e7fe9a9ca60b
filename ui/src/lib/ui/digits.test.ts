import { expect, test } from 'vitest';
import { westernDigits, westernNumber } from './digits';

test.each([
  ['123 456', '123456'],
  ['۱۲۳۴۵۶', '123456'],
  ['١٢٣', '123'],
  ['１２x３', '123'],
])('%s is typed as %s', (typed, expected) => expect(westernDigits(typed)).toBe(expected));

test.each([
  ['۱۲٫۵', '12.5'],
  [' −٣ ', '-3'],
  ['14', '14'],
  ['1,5', '1.5'],
  ['', ''],
  ['fourteen', 'fourteen'],
  ['1.2.3', '1.2.3'],
])('the number %j is %j', (typed, number) => expect(westernNumber(typed)).toBe(number));
