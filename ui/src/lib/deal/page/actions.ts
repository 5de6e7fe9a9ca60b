import type { Deal, HandIn, MilestoneEvent } from '$lib/api';
import type { IconName } from '$lib/ui/icons';
import { release, requestChanges, step, submit, type Seen, type Way } from '../remote';

export type Doable = 'open_funding' | 'start' | 'submit' | 'request_changes' | 'release_part' | 'approve' | 'request_cancel' | 'withdraw_cancel' | 'refuse_cancel' | 'agree_cancel';

interface Action {
  event: Doable;
  icon: IconName;
  look: 'primary' | 'secondary' | 'plain';
  /** Asks for nothing: done at once. */
  plain?: boolean;
}

/** What a party can do with a milestone, the likeliest first. */
const actions: readonly Action[] = [
  { event: 'open_funding', icon: 'arrow', look: 'secondary' },
  { event: 'start', icon: 'arrow', look: 'primary', plain: true },
  { event: 'submit', icon: 'send', look: 'primary' },
  { event: 'approve', icon: 'check', look: 'primary' },
  { event: 'request_changes', icon: 'edit', look: 'secondary' },
  { event: 'release_part', icon: 'split', look: 'secondary' },
  { event: 'agree_cancel', icon: 'check', look: 'secondary' },
  { event: 'refuse_cancel', icon: 'close', look: 'secondary' },
  { event: 'withdraw_cancel', icon: 'back', look: 'secondary' },
  { event: 'request_cancel', icon: 'close', look: 'plain' },
];

export const possible = (events: readonly MilestoneEvent[]) => actions.filter(({ event }) => events.includes(event));

/** What was asked for before it is done; each takes what it needs of it. */
export type Asked = HandIn & { amountMinor: number };
export const nothing: Asked = { text: '', works: [], amountMinor: 0 };

const by = (way: Way) => (seen: Seen, milestone: string) => step(seen, milestone, way);

/** Does it with a milestone of a deal. */
export const does: Record<Doable, (seen: Seen, milestone: string, asked: Asked) => Promise<Deal>> = {
  open_funding: by('fund'),
  start: by('start'),
  submit: (seen, milestone, { text, works }) => submit(seen, milestone, { text, works }),
  approve: by('approve'),
  request_changes: (seen, milestone, { text }) => requestChanges(seen, milestone, text),
  release_part: (seen, milestone, { amountMinor }) => release(seen, milestone, amountMinor),
  agree_cancel: by('cancel/agree'),
  refuse_cancel: by('cancel/refuse'),
  withdraw_cancel: by('cancel/withdraw'),
  request_cancel: by('cancel'),
};
