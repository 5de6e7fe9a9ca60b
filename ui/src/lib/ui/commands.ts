import type { IconName } from './icons';

export interface Command {
  id: string;
  label: string;
  icon?: IconName;
  keys?: string;
  /** Other words people type for it. */
  also?: string;
  run: () => void;
}

/** Persian and Arabic keyboards write two of the letters differently; Russians leave out the dots of ё. */
const plain = (text: string) => text.toLocaleLowerCase().replace(/ي/g, 'ی').replace(/ك/g, 'ک').replace(/ё/g, 'е').replace(/\u200c/g, '');

/** Those that hold every typed word, those that begin with it first. */
export function matching(commands: readonly Command[], query: string): Command[] {
  const words = plain(query).split(/\s+/).filter(Boolean);
  const text = (command: Command) => plain(`${command.label} ${command.also ?? ''}`);
  const begins = (command: Command) => (words[0] && text(command).startsWith(words[0]) ? 0 : 1);
  return commands.filter((command) => words.every((word) => text(command).includes(word))).sort((a, b) => begins(a) - begins(b));
}
