import { session } from '$lib/account/session.svelte';
import type { DealSide, Dispute, DisputeRow, DisputeState, Turn } from '$lib/api';
import { t } from '$lib/i18n';

type Look = 'quiet' | 'accent' | 'info' | 'good' | 'warn' | 'danger';
type Sides = Pick<DisputeRow, 'client' | 'specialist'>;

export const stateLooks: Record<DisputeState, Look> = {
  answering: 'warn', offering: 'accent', seeking: 'info', proposing: 'info', proposed: 'accent', seeking_second: 'info',
  confirming: 'info', awarded: 'warn', seeking_third: 'info', deciding: 'info', closed: 'quiet',
};

export const sideOf = ({ client, specialist }: Sides): DealSide | '' => (session.account?.id === client.id ? 'client' : session.account?.id === specialist.id ? 'specialist' : '');
export const nameOf = (dispute: Sides, side: Turn) => (side === 'client' || side === 'specialist' ? dispute[side].name : '');
export const otherOf = (dispute: Sides) => (sideOf(dispute) === 'client' ? dispute.specialist.name : dispute.client.name);

/** Whether the reader is the one who can move now. */
export function isMine({ turn, client, specialist }: Pick<DisputeRow, 'turn'> & Sides, can: readonly string[] = []): boolean {
  const side = sideOf({ client, specialist });
  return turn === 'arbiter' ? can.includes('judge') || can.includes('decide') : side !== '' && (turn === side || turn === 'both');
}

export function turnWords(dispute: Pick<DisputeRow, 'turn'> & Sides, can: readonly string[] = []): string {
  if (isMine(dispute, can)) return t(dispute.turn === 'both' ? 'dispute.turn.both' : 'dispute.turn.you');
  if (dispute.turn === '') return t('dispute.turn.nobody');
  if (dispute.turn === 'both' || dispute.turn === 'arbiter' || dispute.turn === 'arbiters') return t(`dispute.turn.${dispute.turn}`);
  return t('dispute.turn.them', { name: nameOf(dispute, dispute.turn) });
}

/** Which of the words for a state fits the reader: who must move, who waits, or who judges. */
export function roomOf({ side, state, can, accepted }: Pick<Dispute, 'side' | 'state' | 'can' | 'accepted'>): 'mine' | 'wait' | 'judge' {
  if (side === '') return 'judge';
  if (state === 'answering') return can.includes('answer') ? 'mine' : 'wait';
  return state === 'offering' || state === 'awarded' || (state === 'proposed' && accepted !== side) ? 'mine' : 'wait';
}
