const hues = 6;
const chinese = /\p{Script=Han}/u;
const joining = /\p{Script=Arabic}/u;

/** Up to two letters: of the first and the last name; of a Chinese name its last two signs; of a Persian one, kept apart. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  if (chinese.test(name)) return [...name.replace(/\s/g, '')].slice(-2).join('');
  const picked = words.length > 1 ? [words[0], words.at(-1)] : words.slice(0, 1);
  const letters = picked.map((word) => [...(word ?? '')][0]?.toLocaleUpperCase() ?? '');
  return letters.join(joining.test(name) ? '\u200c' : '');
}

/** The same person has the same colour everywhere. */
export function hue(id: string): number {
  let sum = 0;
  for (const sign of id) sum = (sum * 31 + (sign.codePointAt(0) ?? 0)) >>> 0;
  return sum % hues;
}
