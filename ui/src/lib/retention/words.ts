import type { Class, HoldReason, RetentionKind } from '$lib/api';

export const kinds = ['request', 'remote', 'deal'] as const satisfies RetentionKind[];
export const classes = ['public', 'internal', 'confidential', 'restricted'] as const satisfies Class[];
export const reasons = ['claim', 'authority', 'investigation', 'audit', 'other'] as const satisfies HoldReason[];
