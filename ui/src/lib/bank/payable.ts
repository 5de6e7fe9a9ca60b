import { api, ask, type BankPayout } from '$lib/api';

/** What can leave in one currency. */
export interface Payable {
  currency: string;
  count: number;
  totalMinor: number;
  /** Without an account to pay to, or with one that is too new. */
  waiting: number;
}

/** As many as fit into one file, by a page of the list. */
const mostPages = 5;

/** All payouts that are payable, as far as one file can hold them. */
export async function listPayable(): Promise<BankPayout[]> {
  const all: BankPayout[] = [];
  let cursor = '';
  for (let i = 0; i < mostPages; i++) {
    const page = await ask(api.GET('/bank/payouts', { params: { query: { state: 'payable', limit: 100, cursor } } }));
    all.push(...page.items);
    cursor = page.next;
    if (!cursor) break;
  }
  return all;
}

/** Their sums, by currency. */
export function sums(currencies: readonly string[], payouts: readonly Pick<BankPayout, 'currency' | 'amountMinor' | 'waits'>[]): Payable[] {
  return currencies.map((currency) => {
    const mine = payouts.filter((payout) => payout.currency === currency);
    const ready = mine.filter(({ waits }) => !waits);
    return { currency, count: ready.length, totalMinor: ready.reduce((sum, { amountMinor }) => sum + amountMinor, 0), waiting: mine.length - ready.length };
  });
}
