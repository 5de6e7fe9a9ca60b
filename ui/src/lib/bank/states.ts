import type { BankLine, BankPayout } from '$lib/api';
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

/** Whether somebody must still say what the line is, or may say otherwise. */
export const isOpen = ({ state }: Pick<BankLine, 'state'>) => state === 'suspense' || state === 'unexplained' || state === 'left';

/** What can be said of a line: what came in, and what went out. */
export const kindsOf = ({ amountMinor, state }: Pick<BankLine, 'amountMinor' | 'state'>) =>
  amountMinor < 0 ? (['charge', 'chargeback'] as const) : state === 'left' ? (['milestone', 'send_back'] as const) : (['milestone', 'send_back', 'left'] as const);

/** Which of these names whose money it is, and so needs a reference. */
export const needsReference = (kind: string | undefined) => kind === 'milestone' || kind === 'chargeback';
