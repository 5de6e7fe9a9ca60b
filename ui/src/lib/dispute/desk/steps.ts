/** What an arbiter can do with a dispute in its state; the likeliest first. The word is also the end of the address. */
import type { DisputeDo, DisputeState } from '$lib/api';

export type Judging = 'propose' | 'award' | 'confirm' | 'object' | 'decide';

const steps: Partial<Record<DisputeState, readonly Judging[]>> = { proposing: ['propose'], proposed: ['award'], confirming: ['confirm', 'object'], deciding: ['decide'] };

export const stepsOf = (state: DisputeState, can: readonly DisputeDo[]): readonly Judging[] => (can.includes('judge') || can.includes('decide') ? (steps[state] ?? []) : []);

/** After these the arbiter has done their part and reads the file no longer. */
export const leavesTheFile = (step: Judging | 'recuse'): boolean => step !== 'propose';
