import { beforeEach, expect, test } from 'vitest';
import { reader } from '$lib/i18n';
import { digitsOf, money, parse, percent, typed } from './money';

beforeEach(() => void (reader.language = 'en'));

test.each([['EUR', 2], ['JPY', 0], ['KWD', 3], ['UYW', 4], ['IRR', 2], ['HUF', 2], ['AFN', 2], ['XAF', 0]])('%s has %i digits, as the server counts', (currency, digits) => {
  expect(digitsOf(currency)).toBe(digits);
});

test.each([
  [123_450, 'EUR', false, '€1,234.50'],
  [1_234, 'JPY', false, 'JP¥1,234'],
  [-1_234_500, 'KWD', false, '-KWD\u00a01,234.500'],
  [1, 'IRR', true, '+IRR\u00a00.01'],
  [100, 'CAD', false, 'CA$1.00'],
  [0, 'EUR', true, '€0.00'],
])('%i of %s (signed: %s) is written %s', (minor, currency, signed, text) => expect(money(minor, currency, signed)).toBe(text));

test('Persian has its own digits', () => {
  reader.language = 'fa';
  expect(money(123_450, 'EUR')).toContain('۱٬۲۳۴٫۵۰');
  expect(money(125_000, 'IRR')).toContain('۱٬۲۵۰٫۰۰');
});

test.each([
  ['en', '1,250.5', 2, 125050],
  ['en', '1 250', 2, 125000],
  ['ru', '1 250,50', 2, 125050],
  ['ru', '1250.5', 2, 125050],
  ['fa', '۱٬۲۵۰٫۵', 2, 125050],
  ['fa', '۱۲۵۰/۵۰', 2, 125050],
  ['zh', '１２５０', 2, 125000],
  ['en', '7', 0, 7],
  ['en', '9.99', 2, 999],
] as const)('%s: %s with %i digits is %i', (language, text, digits, minor) => {
  reader.language = language;
  expect(parse(text, digits)).toBe(minor);
});

test.each(['', 'x', '1.234', '-5', '1.2.3', '99999999999999999'])('“%s” is no amount in euro', (text) => expect(parse(text, 2)).toBeUndefined());
test('half a yen is none', () => expect(parse('7.5', 0)).toBeUndefined());

test('what stands in the box is read as what it was', () => {
  for (const language of ['en', 'ru', 'fa', 'zh'] as const) {
    reader.language = language;
    expect(parse(typed(123456789, 2), 2), language).toBe(123456789);
  }
});

test('a fee is a per cent', () => expect(percent(1250)).toBe('12.5%'));
