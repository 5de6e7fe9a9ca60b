import type { BankLine, BankPayout, CardMove, CardRow, Motion, Proposal } from '$lib/api';
import type { IconName } from '$lib/ui/icons';

type Look = 'quiet' | 'accent' | 'info' | 'good' | 'warn' | 'danger';

/** Each state has a sign beside its colour. */
export const lineLooks: Record<BankLine['state'], { look: Look; icon: IconName }> = {
  suspense: { look: 'warn', icon: 'clock' },
  unexplained: { look: 'danger', icon: 'warning' },
  held: { look: 'good', icon: 'lock' },
  resolved: { look: 'good', icon: 'check' },
  left: { look: 'quiet', icon: 'minus' },
  paid: { look: 'good', icon: 'check' },
  returned: { look: 'info', icon: 'back' },
};

export const payoutLooks: Record<BankPayout['state'], { look: Look; icon: IconName }> = {
  payable: { look: 'accent', icon: 'clock' },
  sent: { look: 'info', icon: 'send' },
  paid: { look: 'good', icon: 'check' },
  returned: { look: 'danger', icon: 'back' },
};

/** Why money goes into the guarantee fund, and why it pays. */
export const reasonsOf = {
  reserve: ['offers', 'top_up', 'owed'],
  payment: ['not_delivered', 'defect', 'specialist_gone', 'award'],
} as const satisfies Record<Motion['kind'], readonly Motion['reason'][]>;

export const motionLooks: Record<Motion['state'], { look: Look; icon: IconName }> = {
  open: { look: 'accent', icon: 'clock' },
  approved: { look: 'good', icon: 'check' },
  refused: { look: 'quiet', icon: 'minus' },
};

export const cardLooks: Record<CardRow['state'], { look: Look; icon: IconName }> = {
  wanted: { look: 'quiet', icon: 'clock' },
  open: { look: 'accent', icon: 'clock' },
  paid: { look: 'good', icon: 'lock' },
  back: { look: 'info', icon: 'back' },
  expired: { look: 'quiet', icon: 'minus' },
  failed: { look: 'quiet', icon: 'minus' },
  odd: { look: 'danger', icon: 'warning' },
};

export const moveLooks: Record<CardMove['state'], { look: Look; icon: IconName }> = {
  wanted: { look: 'accent', icon: 'clock' },
  sent: { look: 'info', icon: 'send' },
  paid: { look: 'good', icon: 'check' },
  returned: { look: 'danger', icon: 'back' },
};

/** Whether somebody must still say what the line is, or may say otherwise. */
export const isOpen = ({ state }: Pick<BankLine, 'state'>) => state === 'suspense' || state === 'unexplained' || state === 'left';

/** What can be said of a line: what came in, by the bank or by card, and what went out. */
export function kindsOf({ amountMinor, state, card }: Pick<BankLine, 'amountMinor' | 'state' | 'card'>, cards = false): readonly Proposal['kind'][] {
  if (amountMinor < 0) return ['charge', 'chargeback'];
  const known: Proposal['kind'][] = card ? ['send_back', 'to_client', 'milestone'] : cards ? ['milestone', 'send_back', 'card_payout'] : ['milestone', 'send_back'];
  return state === 'left' ? known : [...known, 'left'];
}

/** How it is called what can be said of a line; what came by card goes back to the card, not to an account. */
export const kindWord = ({ card }: Pick<BankLine, 'card'>, kind: Proposal['kind']) => (card && kind === 'send_back' ? 'card_back' : kind);

/** Which of these names whose money it is, and so needs a reference. */
export const needsReference = (kind: string | undefined) => kind === 'milestone' || kind === 'chargeback';
