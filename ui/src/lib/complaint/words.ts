import type { ComplaintKind, ComplaintOutcome, ComplaintReason, ComplaintRemedy, ComplaintState } from '$lib/api';

export const reasons = ['allegation', 'answer', 'extent'] as const satisfies ComplaintReason[];
export const reasonOf = (code: string): ComplaintReason => reasons.find((reason) => reason === code) ?? 'allegation';

type Look = 'quiet' | 'accent' | 'info' | 'good' | 'warn' | 'danger';

export const kinds = ['disclosed', 'looked', 'kept', 'exposed', 'other'] as const satisfies ComplaintKind[];
export const outcomes = ['confirmed', 'unfounded', 'inconclusive'] as const satisfies ComplaintOutcome[];
export const remedies = ['change_secrets', 'attest_destruction', 'apply_nda', 'train', 'close_gap'] as const satisfies ComplaintRemedy[];

export const stateLooks: Record<ComplaintState, Look> = { triage: 'warn', investigating: 'warn', confirmed: 'danger', unfounded: 'good', inconclusive: 'quiet' };

/** The case stands still for it. */
export const isOpen = (state: ComplaintState) => state === 'triage' || state === 'investigating';

/** Laws go by the name they are cited by. */
export const isRemedy = (code: string): code is ComplaintRemedy => (remedies as readonly string[]).includes(code);
