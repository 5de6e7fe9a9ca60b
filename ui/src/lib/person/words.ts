import type { DataCopy, DataKept, DataReason, ErasureRefuse, ErasureState } from '$lib/api';
import { t, word } from '$lib/i18n';
import { ticketNumber } from '$lib/ticket/words';

/** How each state looks. */
export const looks: Record<ErasureState, 'warn' | 'accent' | 'good' | 'danger' | 'quiet'> = {
  cooling: 'warn',
  waiting: 'warn',
  erasing: 'accent',
  kept: 'good',
  done: 'good',
  withdrawn: 'quiet',
  refused: 'danger',
};
export const copyLooks: Record<DataCopy['state'], 'accent' | 'good' | 'danger' | 'quiet'> = { asked: 'accent', made: 'good', failed: 'danger', gone: 'quiet' };
export const reasons = ['letter', 'telephone', 'authority', 'representative'] as const satisfies DataReason[];
export const refusals = ['identity', 'law', 'claims'] as const satisfies ErasureRefuse[];

export const keptWhat = (kept: DataKept): string => (kept.number ? t('data.kind.case', { number: ticketNumber(kept.number) }) : word('data.kind', kept.what, 'data.kind.office'));
export const keptWhy = (kept: DataKept): string => word('data.why', kept.why, 'data.why.record');
/** A name in what others wrote stands there as it is; all else that stays bears the number. */
export const keptHow = (kept: DataKept) => (kept.ends ? 'data.itself' : kept.what === 'words_of_others' ? 'data.staysThere' : 'data.stays');
export const reasonText = (reason: string): string => word('data.reason', reason, 'data.reason.letter');
