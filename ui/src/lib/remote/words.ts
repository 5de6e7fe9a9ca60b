import { session as reader } from '$lib/account/session.svelte';
import type { IconName } from '$lib/ui/icons';
import type { RemotePower, RemoteSession, RemoteState } from '$lib/api';

type Look = 'quiet' | 'accent' | 'info' | 'good' | 'warn' | 'danger';

/** In the order in which they are asked for. */
export const powers = ['terminal.view', 'terminal.type', 'screen.view', 'screen.control', 'files.fetch', 'files.send', 'port'] as const satisfies RemotePower[];

export const powerIcons: Record<RemotePower, IconName> = {
  'terminal.view': 'terminal', 'terminal.type': 'keyboard', 'screen.view': 'eye', 'screen.control': 'pointer', 'files.fetch': 'upload', 'files.send': 'download', port: 'link',
};

/** Those by which somebody could change the machine. */
export const changes = new Set<RemotePower>(['terminal.type', 'screen.control', 'files.send', 'port']);

export const stateLooks: Record<RemoteState, Look> = {
  requested: 'warn', prepared: 'warn', consented: 'info', active: 'good', paused: 'accent', ended: 'quiet', sealed: 'quiet', reviewed: 'quiet', refused: 'quiet', expired: 'quiet', reported: 'danger',
};

export const isOpen = (state: RemoteState) => ['requested', 'prepared', 'consented', 'active', 'paused'].includes(state);
/** The client was asked and has not answered. */
export const isAsked = (state: RemoteState) => state === 'requested' || state === 'prepared';
/** Somebody may be at the client's machine. */
export const isRunning = (state: RemoteState) => state === 'consented' || state === 'active' || state === 'paused';

export type Side = 'client' | 'specialist' | 'other';
export function sideOf({ client, specialist }: Pick<RemoteSession, 'client' | 'specialist'>): Side {
  const me = reader.account?.id;
  return me === client.id ? 'client' : me === specialist.id ? 'specialist' : 'other';
}

/** Typing needs seeing, and controlling too: one grant gives both. */
const implied: Partial<Record<RemotePower, RemotePower>> = { 'terminal.type': 'terminal.view', 'screen.control': 'screen.view' };

/** What is asked for when these are ticked: with each, what it cannot do without; in their order. */
export function withImplied(chosen: readonly RemotePower[]): RemotePower[] {
  const all = new Set(chosen.flatMap((power) => [power, implied[power] ?? power]));
  return powers.filter((power) => all.has(power));
}

/** Those that cannot be left out while another is chosen. */
export const isNeeded = (power: RemotePower, chosen: readonly RemotePower[]) => chosen.some((other) => implied[other] === power);

/** In which of the few ways a session is spoken of. */
export type Phase = 'asked' | 'agreed' | 'active' | 'paused' | 'over' | 'refused' | 'expired' | 'reported';
export const phaseOf = (state: RemoteState): Phase =>
  isAsked(state) ? 'asked' : state === 'consented' ? 'agreed' : state === 'ended' || state === 'sealed' || state === 'reviewed' ? 'over' : state;
