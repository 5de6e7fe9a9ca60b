import type { RecoveryState } from '$lib/api';

/** How each state looks. */
export const looks: Record<RecoveryState, 'warn' | 'accent' | 'good' | 'danger' | 'quiet'> = {
  asked: 'warn',
  approved: 'warn',
  granted: 'accent',
  used: 'good',
  refused: 'danger',
  stopped: 'danger',
  withdrawn: 'quiet',
  expired: 'quiet',
};
