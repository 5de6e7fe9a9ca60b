/** What the reader has to do next in a deal; or, when it is not their turn, what everybody waits for. */
import type { Deal, DealSide, MilestoneState, Progress, Question } from '$lib/api';

export type NextCode =
  | 'suspended' | 'write' | 'decide' | 'answer' | 'sign' | 'pay' | 'look' | 'begin' | 'work' | 'mend' | 'cancel' | 'dispute' | 'returned'
  | 'wait.write' | 'wait.offer' | 'wait.answer' | 'wait.sign' | 'wait.pay' | 'wait.look' | 'wait.begin' | 'wait.work' | 'wait.mend' | 'wait.cancel' | 'over' | 'ended' | 'nothing';
export interface Next { code: NextCode; milestone?: Progress }

const steps: Partial<Record<MilestoneState, [DealSide, NextCode, NextCode]>> = {
  submitted: ['client', 'look', 'wait.look'],
  awaiting_funds: ['client', 'pay', 'wait.pay'],
  funded: ['specialist', 'begin', 'wait.begin'],
  changes_requested: ['specialist', 'mend', 'wait.mend'],
  in_progress: ['specialist', 'work', 'wait.work'],
};

function ofMilestone(milestone: Progress, side: DealSide | ''): Next | undefined {
  if (milestone.state === 'disputed') return { code: 'dispute', milestone };
  if (milestone.state === 'cancel_requested') return { code: milestone.canceller === side ? 'wait.cancel' : 'cancel', milestone };
  const [whose, mine, theirs] = steps[milestone.state] ?? [];
  return mine && theirs && { code: whose === side ? mine : theirs, milestone };
}

function ofOffer({ current, questions, side }: Deal): NextCode | undefined {
  if (!current || current.state === 'draft') return side === 'specialist' ? 'write' : 'wait.write';
  const open = questions.filter((question: Question) => question.open);
  if (current.state === 'offered' && current.by === side) return open.some(({ by }) => by !== side) ? 'answer' : 'wait.offer';
  if (current.state === 'offered') return 'decide';
  if (current.state !== 'accepted') return current.state === 'signed' ? undefined : side === 'specialist' ? 'write' : 'wait.write';
  if (open.some(({ by }) => by !== side)) return 'answer';
  if (open.length > 0) return 'wait.answer';
  return current.signatures.some((signature) => signature.side === side) ? 'wait.sign' : 'sign';
}

/** A payment to the reader that came back: nobody else can have it sent again. */
function cameBack({ progress, side }: Deal): Next | undefined {
  const milestone = progress.find(({ payouts }) => payouts.some(({ to, state }) => to === side && state === 'returned'));
  return milestone && { code: 'returned', milestone };
}

const waits = (code: NextCode) => code.startsWith('wait.');

/** What follows from the offer and the milestones, one's own turn first, in the order of what is urgent; then what others do. */
function ofWork(deal: Deal): Next | undefined {
  if (deal.state === 'completed') return { code: 'over' };
  if (deal.state === 'ended') return { code: 'ended' };
  const negotiation = deal.state === 'negotiating' || ['offered', 'accepted'].includes(deal.current?.state ?? '') ? ofOffer(deal) : undefined;
  const all: Next[] = [...(negotiation ? [{ code: negotiation }] : []), ...deal.progress.flatMap((milestone) => ofMilestone(milestone, deal.side) ?? [])];
  return all.find(({ code }) => !waits(code)) ?? all[0];
}

/** What is to be done next. A payment that came back waits for no others, and comes before an end. */
export function next(deal: Deal): Next {
  if (deal.suspended) return { code: 'suspended' };
  const work = ofWork(deal) ?? { code: 'nothing' };
  return waits(work.code) || ['over', 'ended', 'nothing'].includes(work.code) ? (cameBack(deal) ?? work) : work;
}
