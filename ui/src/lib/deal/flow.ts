/** Where the money of one milestone, or of a whole deal, is. */
import type { Money, Progress } from '$lib/api';

export type Place = 'held' | 'released' | 'fees' | 'taxes' | 'refunded' | 'guarantee';
export interface Flow { currency: string; paidMinor: number; parts: { place: Place; minor: number }[] }

const places: readonly [Place, (money: Money) => number][] = [
  ['held', (m) => m.heldMinor],
  ['released', (m) => m.releasedMinor],
  ['fees', (m) => m.feesMinor],
  ['taxes', (m) => m.taxesMinor],
  ['refunded', (m) => m.refundedMinor],
  ['guarantee', (m) => m.guaranteeMinor],
];

/** The sums; what was never paid has no flow. Parts that hold nothing are left out, but what is held is always shown. */
export function flow(all: (Money | undefined)[]): Flow | undefined {
  const found = all.filter((money) => money !== undefined);
  const paidMinor = found.reduce((sum, money) => sum + money.fundedMinor, 0);
  const [first] = found;
  if (!first || paidMinor === 0) return undefined;
  const parts = places.map(([place, of]) => ({ place, minor: found.reduce((sum, money) => sum + of(money), 0) }));
  return { currency: first.currency, paidMinor, parts: parts.filter(({ place, minor }) => minor > 0 || place === 'held') };
}

export const flowOfDeal = (progress: Progress[]) => flow(progress.map(({ money }) => money));
