import type { FileCheck } from '$lib/api';

/** Whether a file may be fetched, as far as the scanner goes. */
export const isOpen = ({ state }: FileCheck): boolean => state === 'clean' || state === 'unscanned';
