/** What the time line is made of: moments as marks, those that stand too close as one; stretches of pause. */
import type { RecordingCourse, RecordingEvent, RecordingKind } from '$lib/api';

export interface Mark { /** From 0 to 1. */ place: number; /** The first of them. */ event: RecordingEvent; count: number }
export interface Stretch { from: number; to: number }

/** A mark's width, as a share of the line. */
const apart = 0.008;
/** What is marked: the more it matters, the rather it stands for those beside it. */
const weight: Partial<Record<RecordingKind, number>> = { end: 6, consent: 5, power: 4, paused: 4, filed: 3, tunnel: 2, mark: 2, resumed: 1, masked: 1 };

const share = (atMicros: number, durationMicros: number) => (durationMicros > 0 ? Math.min(1, atMicros / durationMicros) : 0);

export function marksOf({ moments, durationMicros }: Pick<RecordingCourse, 'moments' | 'durationMicros'>): Mark[] {
  const marks: Mark[] = [];
  for (const event of moments) {
    const rank = weight[event.kind];
    if (!rank) continue;
    const place = share(event.atMicros, durationMicros);
    const last = marks.at(-1);
    if (!last || place - last.place > apart) marks.push({ place, event, count: 1 });
    else {
      last.count++;
      if (rank > (weight[last.event.kind] ?? 0)) last.event = event;
    }
  }
  return marks;
}

/** From each pause to its end, or to the end of the recording. */
export function pausesOf({ moments, durationMicros }: Pick<RecordingCourse, 'moments' | 'durationMicros'>): Stretch[] {
  const stretches: Stretch[] = [];
  let from: number | undefined;
  for (const { kind, atMicros } of moments) {
    if (kind === 'paused') from ??= share(atMicros, durationMicros);
    if ((kind === 'resumed' || kind === 'end') && from !== undefined) {
      stretches.push({ from, to: share(atMicros, durationMicros) });
      from = undefined;
    }
  }
  return from === undefined ? stretches : [...stretches, { from, to: 1 }];
}

/** The moment before or after a time; a press just after one leads to the one before it. */
export function besides(moments: readonly RecordingEvent[], atMicros: number, by: 1 | -1): number | undefined {
  const times = moments.map((moment) => moment.atMicros);
  return by === 1 ? times.find((time) => time > atMicros) : times.filter((time) => time < atMicros - 500_000).at(-1);
}

/** The last of them at or before a time, to mark where one is in a list; -1 before the first. */
export const lastAt = (rows: readonly { atMicros: number }[], atMicros: number) => rows.findLastIndex((row) => row.atMicros <= atMicros);
