import type { DealPayout, DealRow, DealStep, Licence, MilestoneState, OfferState, Turn } from '$lib/api';
import { t, word } from '$lib/i18n';

type Look = 'quiet' | 'accent' | 'info' | 'good' | 'warn' | 'danger';

/** Rights in a work, the usual first. */
export const licences = ['transfer', 'exclusive', 'non_exclusive', 'open_source'] as const satisfies readonly Licence[];

export const nameOf = (deal: Pick<DealRow, 'client' | 'specialist'>, side: Turn) => (side === 'client' || side === 'specialist' ? deal[side].name : '');
export const otherOf = (deal: Pick<DealRow, 'client' | 'specialist' | 'side'>) => (deal.side === 'client' ? deal.specialist.name : deal.client.name);

/** Whose turn it is, as the reader sees it. */
export function turnWords(deal: Pick<DealRow, 'client' | 'specialist' | 'side'>, turn: Turn): string {
  if (turn === '') return t('deal.turn.nobody');
  if (turn === 'both' || turn === 'bank') return t(`deal.turn.${turn}`);
  return turn === deal.side ? t('deal.turn.you') : t('deal.turn.them', { name: nameOf(deal, turn) });
}

export const milestoneLooks: Record<MilestoneState, Look> = {
  planned: 'quiet', awaiting_funds: 'warn', funded: 'info', in_progress: 'info', submitted: 'accent', changes_requested: 'warn',
  cancel_requested: 'warn', disputed: 'danger', released: 'good', settled: 'good', cancelled: 'quiet', lapsed: 'quiet',
};
export const offerLooks: Record<OfferState, Look> = { draft: 'quiet', offered: 'accent', countered: 'quiet', accepted: 'info', signed: 'good', declined: 'danger', withdrawn: 'quiet', expired: 'quiet' };
export const payoutLooks: Record<DealPayout['state'], Look> = { clearing: 'info', payable: 'info', sent: 'info', paid: 'good', returned: 'danger', repeated: 'quiet' };

/** One word for where a deal stands: while it is negotiated, that of its offer. */
export function stateWords({ state, offer, suspended }: Pick<DealRow, 'state' | 'offer' | 'suspended'>): { look: Look; text: string } {
  if (suspended) return { look: 'danger', text: t('deal.suspended') };
  if (state === 'negotiating') return { look: offerLooks[offer], text: t(`deal.offer.${offer}`) };
  return { look: state === 'active' ? 'info' : state === 'completed' ? 'good' : 'quiet', text: t(`deal.state.${state}`) };
}

/** What happened. Who did it stands beside it. */
export const stepWords = ({ code }: DealStep) => t(`deal.step.${code}`);

/** Why a clock stands: the reason names the thing that stops it. */
export const standingWords = (reason: string) => word('deal.standing', reason.split('/')[0], 'deal.standing.other');
