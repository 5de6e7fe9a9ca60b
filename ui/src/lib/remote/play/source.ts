import type { RecordingCommand, RecordingCourse, RecordingFind, RecordingPlay, RecordingVerdict } from '$lib/api';

interface Page<T> { items: T[]; next: string }

/** One recording, as its reader reaches it: by the rights of its session, or of the complaint they look into. */
export interface Source {
  /** Where its reader came from. */
  back: string;
  course: () => Promise<RecordingCourse>;
  play: (stream: number, fromMicros: number, skip: number, picture: boolean) => Promise<RecordingPlay>;
  search: (q: string, cursor: string) => Promise<Page<RecordingFind>>;
  commands: (cursor: string) => Promise<Page<RecordingCommand>>;
  check: () => Promise<RecordingVerdict>;
  /** Addresses of what can be taken along; who may not has none. */
  take?: { cast: (stream: number) => string; copy: (sha256: string) => string };
}
