/** Shapes of recordings, snapshots and work logs. */
import type { RemoteSession } from '$lib/api';

export type Ref = RemoteSession['client'];

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
