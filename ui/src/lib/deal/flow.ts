/** Where the money of one milestone, or of a whole deal, is. */
import type { Money, Progress } from '$lib/api';

export type Place = 'held' | 'released' | 'fees' | 'taxes' | 'refunded';
export interface Flow { currency: string; paidMinor: number; parts: { place: Place; minor: number }[]; /** To the client from the guarantee fund: none of what was paid in. */ besidesMinor: number }

const places: readonly [Place, (money: Money) => number][] = [
  ['held', (m) => m.heldMinor],
  ['released', (m) => m.releasedMinor],
  ['fees', (m) => m.feesMinor],
  ['taxes', (m) => m.taxesMinor],
  ['refunded', (m) => m.refundedMinor],
];

/** The sums; what was never paid has no flow. Parts that hold nothing are left out, but what is held is always shown. */
export function flow(all: (Money | undefined)[]): Flow | undefined {
  const found = all.filter((money) => money !== undefined);
  const sum = (of: (money: Money) => number) => found.reduce((total, money) => total + of(money), 0);
  const paidMinor = sum((m) => m.fundedMinor);
  const [first] = found;
  if (!first || paidMinor === 0) return undefined;
  const parts = places.map(([place, of]) => ({ place, minor: sum(of) }));
  return { currency: first.currency, paidMinor, parts: parts.filter(({ place, minor }) => minor > 0 || place === 'held'), besidesMinor: sum((m) => m.guaranteeMinor) };
}

export const flowOfDeal = (progress: Progress[]) => flow(progress.map(({ money }) => money));
