import type { Class, Priority, Status } from '$lib/api';

export const allStatuses: readonly Status[] = ['new', 'open', 'waiting', 'solved', 'closed'];
export const allPriorities: readonly Priority[] = ['urgent', 'high', 'normal', 'low'];
export const allClasses: readonly Class[] = ['public', 'internal', 'confidential', 'restricted'];
/** What staff may set by hand, or with an answer: the usual first. */
export const answerStatuses: readonly Status[] = ['waiting', 'open', 'solved'];
