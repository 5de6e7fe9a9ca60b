import type { IconName } from '$lib/ui/icons';
import type { MilestoneEvent } from '../types';

export type Doable = 'open_funding' | 'start' | 'submit' | 'request_changes' | 'release_part' | 'approve' | 'request_cancel' | 'withdraw_cancel' | 'refuse_cancel' | 'agree_cancel';

interface Action {
  event: Doable;
  /** The end of the address that does it. */
  way: string;
  icon: IconName;
  look: 'primary' | 'secondary' | 'plain';
  /** Asks for nothing: done at once. */
  plain?: boolean;
}

/** What a party can do with a milestone, the likeliest first. */
const actions: readonly Action[] = [
  { event: 'open_funding', way: 'fund', icon: 'arrow', look: 'secondary' },
  { event: 'start', way: 'start', icon: 'arrow', look: 'primary', plain: true },
  { event: 'submit', way: 'submit', icon: 'send', look: 'primary' },
  { event: 'approve', way: 'approve', icon: 'check', look: 'primary' },
  { event: 'request_changes', way: 'request-changes', icon: 'edit', look: 'secondary' },
  { event: 'release_part', way: 'release', icon: 'split', look: 'secondary' },
  { event: 'agree_cancel', way: 'cancel/agree', icon: 'check', look: 'secondary' },
  { event: 'refuse_cancel', way: 'cancel/refuse', icon: 'close', look: 'secondary' },
  { event: 'withdraw_cancel', way: 'cancel/withdraw', icon: 'back', look: 'secondary' },
  { event: 'request_cancel', way: 'cancel', icon: 'close', look: 'plain' },
];

export const possible = (events: readonly MilestoneEvent[]) => actions.filter(({ event }) => events.includes(event));
export const wayOf = (event: Doable) => actions.find((action) => action.event === event)?.way ?? '';
