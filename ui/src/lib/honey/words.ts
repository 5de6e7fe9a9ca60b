import type { AlertState } from '$lib/api';

export const looks: Record<AlertState, 'danger' | 'quiet' | 'warn'> = { open: 'danger', explained: 'quiet', complaint: 'warn' };
