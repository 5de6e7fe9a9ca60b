/** The way of asking for help. `calm` is a side step: what to do at once when a computer is under attack. */
export const steps = ['urgent', 'what', 'words', 'files', 'look'] as const;
export type Step = (typeof steps)[number] | 'calm';

const isStep = (value: string | null): value is Step => value === 'calm' || steps.includes(value as (typeof steps)[number]);

/** What is known so far; it decides how far on one can stand. */
export interface Known {
  /** There is only one department, so that nothing is to be chosen. */
  single: boolean;
  department: boolean;
  words: boolean;
}

/** Where one stands: the step in the address, or the first that must be answered before it. */
export function stepFrom(asked: string | null, { single, department, words }: Known): Step {
  const step = isStep(asked) ? asked : 'urgent';
  const at = steps.indexOf(step as (typeof steps)[number]);
  if (step === 'what' && single) return 'words';
  if (at > steps.indexOf('what') && !department && !single) return 'what';
  return at > steps.indexOf('words') && !words ? 'words' : step;
}

export function after(step: Step, single: boolean): Step {
  if (step === 'calm' || step === 'urgent') return single ? 'words' : 'what';
  return steps[Math.min(steps.indexOf(step) + 1, steps.length - 1)] ?? 'look';
}

export function before(step: Step, single: boolean): Step | undefined {
  if (step === 'calm' || (step === 'words' && single)) return 'urgent';
  return steps[steps.indexOf(step as (typeof steps)[number]) - 1];
}

/** A title for those who wrote none: how their first sentence begins. */
export function titleOf(text: string, longest = 80): string {
  const line = text.trim().split(/\n|(?<=[.!?؟。！？…])\s*/u)[0]?.trim() ?? '';
  if (line.length <= longest) return line;
  const cut = line.slice(0, longest - 1);
  const space = cut.lastIndexOf(' ');
  return `${(space > longest / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
}
