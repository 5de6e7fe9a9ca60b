import { beforeEach, expect, test, vi } from 'vitest';
import { assign, keepReading, keptReading, lacking, roleOf, toMapping, type Reading } from './mapping';

const store = new Map<string, string>();
beforeEach(() => {
  store.clear();
  vi.stubGlobal('localStorage', { getItem: (key: string) => store.get(key) ?? null, setItem: (key: string, value: string) => store.set(key, value) });
});

const plain = () => keptReading('a;b');
const said = { statement: ' 7 ', account: 'DE89', currency: 'EUR', opening: '1 000,00', closing: '۱۲۰۰٫۵' };

test('a bank is read the next time as it was read before', () => {
  const reading: Reading = { ...plain(), windows1251: true, columns: { booked: 2 } };
  keepReading(reading);
  expect(keptReading('x,y,z')).toEqual(reading);
});

test.each(['{', '[]', '{"separator":"#"}'])('what cannot have been kept, %s, is left aside', (text) => {
  store.set('bank-mapping', text);
  expect(keptReading('a;b').separator).toBe(';');
});

test('a role stands at one column, and a column has one role', () => {
  const reading = assign(assign(assign(plain(), 1, 'booked'), 2, 'amount'), 2, 'booked');
  expect([reading.columns, roleOf(reading, 1), roleOf(reading, 2)]).toEqual([{ booked: 2 }, '', 'booked']);
  expect(assign(reading, 2, '').columns).toEqual({});
});

test.each([
  [{}, ['booked', 'amount']],
  [{ booked: 1, credit: 2 }, ['debit']],
  [{ booked: 1, credit: 2, debit: 3 }, []],
  [{ booked: 1, amount: 2 }, []],
])('%j lacks %j', (columns, roles) => expect(lacking({ ...plain(), columns })).toEqual(roles));

test('the server is told balances with a point, and one way of amounts', () => {
  const mapping = toMapping({ ...plain(), columns: { booked: 1, amount: 2, credit: 3, debit: 4 } }, said);
  expect(mapping).toMatchObject({ statement: '7', opening: '1000.00', closing: '1200.5', booked: 1, credit: 3, debit: 4 });
  expect(mapping.amount).toBeUndefined();
});

test.each([['1,234.50', '1234.50'], ['1.234,50', '1234.50'], ['-12', '-12'], ['1٬۲۳۴٫۵', '1234.5']])('%s is %s', (typed, sent) => {
  expect(toMapping(plain(), { ...said, opening: typed }).opening).toBe(sent);
});
