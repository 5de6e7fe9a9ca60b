import type { IconName } from '$lib/ui/icons';

/** The parts of the bank desk, in the order of a day's work, each with the key that leads to it. */
export const places = [
  { name: 'overview', href: '/bank', icon: 'bank', keys: 'G B' },
  { name: 'import', href: '/bank/import', icon: 'upload', keys: 'G S' },
  { name: 'lines', href: '/bank/lines', icon: 'list', keys: 'G L' },
  { name: 'payouts', href: '/bank/payouts', icon: 'send', keys: 'G P' },
  { name: 'guarantee', href: '/bank/guarantee', icon: 'shield', keys: 'G F' },
  { name: 'reconciliation', href: '/bank/reconciliation', icon: 'balance', keys: 'G R' },
] as const satisfies { name: string; href: string; icon: IconName; keys: string }[];
