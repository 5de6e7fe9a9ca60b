import { expect, test } from 'vitest';
import { sums } from './payable';

test('what waits for an account is counted apart, and currencies are never added', () => {
  const payouts = [
    { currency: 'EUR', amountMinor: 100, waits: false },
    { currency: 'EUR', amountMinor: 50, waits: true },
    { currency: 'JPY', amountMinor: 7, waits: false },
  ];
  expect(sums(['EUR', 'JPY', 'IRR'], payouts)).toEqual([
    { currency: 'EUR', count: 1, totalMinor: 100, waiting: 1 },
    { currency: 'JPY', count: 1, totalMinor: 7, waiting: 0 },
    { currency: 'IRR', count: 0, totalMinor: 0, waiting: 0 },
  ]);
});
