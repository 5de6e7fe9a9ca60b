import { format } from '$lib/i18n';

/** Whole seconds until then, never below nothing. */
export const secondsLeft = (until: string | number, now: number): number => Math.max(0, Math.ceil((new Date(until).getTime() - now) / 1000));

const two = (value: number) => format.number(value, { minimumIntegerDigits: 2 });

/** “9:05”, from an hour on “1:09:05”, in the reader's digits. */
export function spell(seconds: number): string {
  const whole = Math.floor(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  return hours > 0 ? `${format.number(hours)}:${two(minutes)}:${two(rest)}` : `${format.number(minutes)}:${two(rest)}`;
}

/** A length of minutes as people say it: “45 minutes”, “2 hours 30 minutes”. */
export function duration(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), Math.round(minutes % 60)];
  const say = (value: number, unit: 'hour' | 'minute') => format.number(value, { style: 'unit', unit, unitDisplay: 'long' });
  return [hours > 0 ? say(hours, 'hour') : '', rest > 0 || hours === 0 ? say(rest, 'minute') : ''].filter(Boolean).join(' ');
}
