/** How time passes in a player: at a speed, with long silences cut short, never past the end. All in microseconds. */

export const speeds = [0.5, 1, 2, 4, 8, 16] as const;
export type Speed = (typeof speeds)[number];

/** The next faster or slower one; the last stays. */
export function otherSpeed(speed: number, by: 1 | -1): Speed {
  const at = speeds.indexOf(speed as Speed);
  return speeds[Math.min(speeds.length - 1, Math.max(0, at + by))] ?? 1;
}

/** A silence longer than this is cut to it, where silences are skipped. */
const longestSilence = 1_000_000;

export interface Passing { elapsedMs: number; speed: number; durationMicros: number; skipSilence: boolean; /** When something happens next. */ nextAt: number | undefined }

/** Where one is after some time. */
export function pass(atMicros: number, { elapsedMs, speed, durationMicros, skipSilence, nextAt }: Passing): number {
  const to = atMicros + elapsedMs * 1000 * speed;
  const cut = skipSilence && nextAt !== undefined && nextAt - to > longestSilence * speed ? nextAt - longestSilence * speed : to;
  return Math.min(durationMicros, Math.max(to, cut));
}

/** Within the recording. */
export const within = (atMicros: number, durationMicros: number) => Math.min(Math.max(0, atMicros), durationMicros);
