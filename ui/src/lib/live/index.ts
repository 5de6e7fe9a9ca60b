export type { Doing, LiveEvents, LiveKind, TicketChange } from './events';
export { live } from './live.svelte';
