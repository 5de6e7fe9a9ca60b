import { afterEach, describe, expect, test } from 'vitest';
import * as format from './format';
import { reader } from './i18n.svelte';
import { choose } from './languages';
import { fill } from './message';

afterEach(() => {
  reader.language = 'en';
  reader.calendar = 'auto';
  reader.timeZone = undefined;
});

const now = Date.UTC(2026, 10, 22, 12, 0, 0);

describe('dates', () => {
  test('are in the Persian calendar and digits for Persian readers', () => {
    reader.language = 'fa';
    reader.timeZone = 'UTC';
    expect(format.date(now)).toMatch(/۱۴۰۵/);
    expect(format.date(now)).not.toMatch(/[0-9]/);
  });

  test('follow the calendar of the account, whatever the language', () => {
    reader.timeZone = 'UTC';
    reader.calendar = 'persian';
    expect(format.date(now)).toMatch(/1405/);
    reader.language = 'fa';
    reader.calendar = 'gregory';
    expect(format.date(now)).toMatch(/۲۰۲۶/);
  });

  test('follow the time zone of the account', () => {
    reader.timeZone = 'Asia/Tehran';
    expect(format.time(now)).toBe('15:30');
  });

  test('are told relative to now', () => {
    expect(format.relative(now - 3 * 3_600_000, now)).toBe('3 hours ago');
    expect(format.relative(now + 1_000, now)).toBe('now');
    reader.language = 'fa';
    expect(format.relative(now - 2 * 3_600_000, now)).toBe('۲ ساعت پیش');
  });
});

test('sizes are in the reader’s digits and units', () => {
  expect(format.bytes(3_400_000)).toBe('3.4 MB');
  expect(format.bytes(0)).toBe('0 bytes');
  reader.language = 'fa';
  expect(format.bytes(3_400_000)).toMatch(/^۳٫۴/);
});

test.each([
  ['en', 'Netherlands', 'Iran'],
  ['ru', 'Нидерланды', 'Иран'],
  ['fa', 'هلند', 'ایران'],
  ['zh', '荷兰', '伊朗'],
] as const)('countries are named in the reader’s language: %s', (language, netherlands, iran) => {
  reader.language = language;
  expect([format.country('NL'), format.country('IR')]).toEqual([netherlands, iran]);
});

describe('texts', () => {
  const files = { one: '{count} файл', few: '{count} файла', many: '{count} файлов', other: '{count} файла' };

  test('take the plural form of the language', () => {
    expect([1, 3, 5, 21].map((count) => fill(files, { count }, 'ru-RU'))).toEqual(['1 файл', '3 файла', '5 файлов', '21 файл']);
  });

  test('isolate only what reads the other way', () => {
    expect(fill('Hello, {name}', { name: 'Sara' }, 'en-GB')).toBe('Hello, Sara');
    expect(fill('Hello, {name}', { name: 'سارا' }, 'en-GB')).toBe('Hello, \u2068سارا\u2069');
    expect(fill('سلام {name}', { name: 'سارا' }, 'fa-IR')).toBe('سلام سارا');
  });

  test('leave an unknown parameter to be seen', () => expect(fill('a {b}', {}, 'en-GB')).toBe('a {b}'));
});

test('the first wish that we speak wins', () => {
  expect(choose([null, 'de-DE', 'fa-AF', 'ru'])).toBe('fa');
  expect(choose(['de'], ['ru', 'en'])).toBe('ru');
  expect(choose(['zh-Hant-TW'])).toBe('zh');
});
