import { expect, test } from 'vitest';
import { westernDigits } from './digits';

test.each([
  ['123 456', '123456'],
  ['۱۲۳۴۵۶', '123456'],
  ['١٢٣', '123'],
  ['１２x３', '123'],
])('%s is typed as %s', (typed, expected) => expect(westernDigits(typed)).toBe(expected));
