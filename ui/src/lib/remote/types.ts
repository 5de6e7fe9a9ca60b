/** Shapes of the remote session's HTTP contract. */
import type { Account } from '$lib/api';

export type Ref = Pick<Account, 'id' | 'name'>;
export type Power = 'terminal.view' | 'terminal.type' | 'screen.view' | 'screen.control' | 'files.fetch' | 'files.send' | 'port';
export type PowerState = 'asked' | 'granted' | 'refused' | 'taken';
export type RemoteState = 'requested' | 'prepared' | 'consented' | 'active' | 'paused' | 'ended' | 'sealed' | 'reviewed' | 'refused' | 'expired' | 'reported';
export type RemoteDo = 'code' | 'refuse' | 'report' | 'join' | 'pause' | 'resume' | 'take' | 'end' | 'watch' | 'replay' | 'restore';
export type TurnStep = 'pause' | 'resume' | 'take' | 'end';
export type ReportReason = 'telephoned' | 'stranger' | 'pressure' | 'other';

export interface RemoteSession {
  id: string;
  ticket: { id: string; number: number; subject: string };
  state: RemoteState;
  specialist: Ref;
  client: Ref;
  reason: string;
  powers: { code: Power; state: PowerState }[];
  ports: string[];
  price?: { currency: string; amountMinor: number };
  deal?: string;
  minutes: number;
  until?: string;
  askedAt: string;
  consentedAt?: string;
  startedAt?: string;
  endedAt?: string;
  ended?: { by: string; why: string };
  snapshot: { state: 'none' | 'made' | 'waived'; id?: string; words?: string };
  here: { client: boolean; specialist: boolean };
  pausedBy?: string;
  recording: { state: 'none' | 'running' | 'complete' | 'abandoned'; chunks: number; bytes: number };
  may: RemoteDo[];
}

export interface RemoteCode { code: string; dial: string; expiresAt: string }
export interface Program { system: string; arch: string; name: string; bytes: number; sha256: string; signature: string }

export interface Moment {
  atMicros: number;
  kind: string;
  stream: number;
  by?: string;
  power?: string;
  name?: string;
  sizeBytes?: number;
  direction?: string;
  address?: string;
  text?: string;
  cols?: number;
  rows?: number;
  count?: number;
}

export interface Recording {
  durationMicros: number;
  chunks: number;
  bytes: number;
  complete: boolean;
  terminals: { stream: number; cols: number; rows: number }[];
  places: number;
  moments: Moment[];
  left: number;
  watchers: { who: Ref; at: string }[];
}

export interface PlayEvent { atMicros: number; kind: string; data?: string; cols?: number; rows?: number; text?: string; count?: number }
export interface PlayPage { picture?: string; size: { cols: number; rows: number }; events: PlayEvent[]; nextMicros?: number }
export interface Hit { atMicros: number; stream: number; text: string }
export interface Command { atMicros: number; stream: number; text: string; told: boolean; exit?: number }
export interface RecordingCheck { ok: boolean; chunk?: number; why?: string }

export interface SnapshotRow { id: string; session: string; takenAt: string; files: number; bytes: number; complete: boolean; may: string[] }
export interface Entry { name: string; kind: 'folder' | 'file' | 'link' | 'other'; bytes: number; modifiedAt?: string; target?: string }
export interface Difference { path: string; change: 'added' | 'removed' | 'changed'; kind: string; bytes: number; was?: number }
export interface SnapshotCheck { ok: boolean; broken: number; why?: string }

export interface WorkLog { session: string; startedAt: string; minutes: number; commands: Command[]; files: { atMicros: number; direction: string; name: string; bytes: number }[]; tunnels: { address: string; bytesIn: number; bytesOut: number }[] }
export interface WorkReport { recorded: WorkLog[]; written: string; sentAt?: string }
export interface Page<T> { items: T[]; next: string }
