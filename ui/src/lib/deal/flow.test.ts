import { expect, test } from 'vitest';
import type { Money } from '$lib/api';
import { flow } from './flow';

const money = (fields: Partial<Money>): Money => ({ currency: 'EUR', fundedMinor: 0, heldMinor: 0, releasedMinor: 0, feesMinor: 0, taxesMinor: 0, refundedMinor: 0, guaranteeMinor: 0, owedMinor: 0, ...fields });

test('nothing paid is no flow', () => expect(flow([undefined, money({})])).toBeUndefined());
test('several milestones are added up, and the parts make the whole', () => {
  const found = flow([money({ fundedMinor: 100, heldMinor: 100 }), undefined, money({ fundedMinor: 200, releasedMinor: 170, feesMinor: 20, taxesMinor: 10 })]);
  expect(found).toEqual({ currency: 'EUR', paidMinor: 300, parts: [{ place: 'held', minor: 100 }, { place: 'released', minor: 170 }, { place: 'fees', minor: 20 }, { place: 'taxes', minor: 10 }] });
});
test('that nothing is held any more is told too', () => expect(flow([money({ fundedMinor: 5, refundedMinor: 5 })])?.parts).toEqual([{ place: 'held', minor: 0 }, { place: 'refunded', minor: 5 }]));
