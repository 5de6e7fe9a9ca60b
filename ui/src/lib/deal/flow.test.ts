import { expect, test } from 'vitest';
import type { Money } from '$lib/api';
import { flow } from './flow';

const money = (fields: Partial<Money>): Money => ({ currency: 'EUR', fundedMinor: 0, heldMinor: 0, releasedMinor: 0, feesMinor: 0, taxesMinor: 0, refundedMinor: 0, guaranteeMinor: 0, owedMinor: 0, ...fields });

test('nothing paid is no flow', () => expect(flow([undefined, money({})])).toBeUndefined());
test('several milestones are added up, and the parts make the whole', () => {
  const found = flow([money({ fundedMinor: 100, heldMinor: 100 }), undefined, money({ fundedMinor: 200, releasedMinor: 170, feesMinor: 20, taxesMinor: 10 })]);
  expect(found).toEqual({ besidesMinor: 0, currency: 'EUR', paidMinor: 300, parts: [{ place: 'held', minor: 100 }, { place: 'released', minor: 170 }, { place: 'fees', minor: 20 }, { place: 'taxes', minor: 10 }] });
});
test('that nothing is held any more is told too', () => expect(flow([money({ fundedMinor: 5, refundedMinor: 5 })])?.parts).toEqual([{ place: 'held', minor: 0 }, { place: 'refunded', minor: 5 }]));
test('what the guarantee fund paid is told besides: it is none of what was paid in', () => {
  const found = flow([money({ fundedMinor: 100, releasedMinor: 90, feesMinor: 10, guaranteeMinor: 40 }), money({ fundedMinor: 50, heldMinor: 50, guaranteeMinor: 2 })]);
  expect(found?.besidesMinor).toBe(42);
  expect(found?.parts.reduce((sum, { minor }) => sum + minor, 0)).toBe(found?.paidMinor);
});
