import { beforeEach, expect, test } from 'vitest';
import { reader } from '$lib/i18n';
import { minorDigits, money } from './money';

beforeEach(() => void (reader.language = 'en'));

test.each([['EUR', 2], ['JPY', 0], ['KWD', 3], ['UYW', 4], ['IRR', 2], ['HUF', 2]])('%s has %i digits, as the server counts', (currency, digits) => {
  expect(minorDigits(currency)).toBe(digits);
});

test.each([
  [123_450, 'EUR', false, '€1,234.50'],
  [1_234, 'JPY', false, 'JP¥1,234'],
  [-1_234_500, 'KWD', false, '-KWD\u00a01,234.500'],
  [1, 'IRR', true, '+IRR\u00a00.01'],
  [0, 'EUR', true, '€0.00'],
])('%i of %s (signed: %s) is written %s', (minor, currency, signed, text) => expect(money(minor, currency, signed)).toBe(text));

test('Persian has its own digits', () => {
  reader.language = 'fa';
  expect(money(123_450, 'EUR')).toContain('۱٬۲۳۴٫۵۰');
});
