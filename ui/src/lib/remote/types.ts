/** Shapes of recordings, snapshots and work reports, named as the schema names them. */
import type { RemoteSession } from '$lib/api';

type Ref = RemoteSession['client'];
export type RecordingKind = 'output' | 'resize' | 'typed' | 'masked' | 'filed' | 'tunnel' | 'power' | 'consent' | 'paused' | 'resumed' | 'mark' | 'end';
export interface RecordingFile { atMicros: number; sent: boolean; name: string; bytes: number; sha256: string }
export interface RecordingTunnel { atMicros: number; address: string; inBytes: number; outBytes: number }
export interface RecordingEvent { atMicros: number; kind: RecordingKind; stream: number; data?: string; text?: string; count?: number; cols?: number; rows?: number; file?: RecordingFile; tunnel?: RecordingTunnel; powers?: string[] }
export interface RecordingCourse {
  durationMicros: number; chunks: number; bytes: number; complete: boolean; places: number; moments: RecordingEvent[]; left: number;
  terminals: { stream: number; cols: number; rows: number }[];
  watchers: { who: Ref; at: string; live: boolean }[];
}
export interface RecordingPlay { picture?: string; cols: number; rows: number; events: RecordingEvent[]; nextMicros?: number; nextSkip?: number }
export interface RecordingFind { atMicros: number; stream: number; text: string }
export interface RecordingCommand { atMicros: number; stream: number; text: string; told: boolean; exit?: number }
export interface RecordingVerdict { ok: boolean; chunk?: number; why?: string; chunks: number }
export interface WorkCounts { commands: number; files: number; tunnels: number }
export interface SessionWork { session: string; startedAt?: string; endedAt?: string; minutes: number; commands: RecordingCommand[]; files: RecordingFile[]; tunnels: RecordingTunnel[]; counts: WorkCounts }
export interface WorkReport { milestone: string; recorded: { session: string; startedAt?: string; endedAt?: string; minutes: number; counts: WorkCounts; bad: boolean }[]; left: number; written: string; changedAt?: string; sentAt?: string; may: boolean }
export interface SnapshotCheck { state: 'never' | 'waiting' | 'running' | 'whole' | 'damaged'; at?: string; doneBytes: number; totalBytes: number; kind?: string; object?: string; reason?: string }
export interface SnapshotRow { id: string; at: string; bytes: number; packs: number }
export interface SnapshotRows { items: SnapshotRow[]; next: string; check: SnapshotCheck; may: boolean }
export interface SnapshotEntry { name: string; path: string; form: 'folder' | 'file' | 'link' | 'left'; note?: string; bytes: number; mode: number; modified: string; target?: string }
export interface SnapshotEntries { startedAt: string; endedAt: string; system: string; files: number; folders: number; links: number; left: number; bytes: number; items: SnapshotEntry[]; next: string }
export interface SnapshotDifference { path: string; shown: string; before?: SnapshotEntry; after?: SnapshotEntry; what: string[] }
export interface Page<T> { items: T[]; next: string }
