/** What a key does in the player. The arrows follow the eye: where one reads from right to left, the left one goes on. */
export type Key = 'toggle' | 'faster' | 'slower' | 'search' | 'start' | 'end' | { seconds: number } | { moment: 1 | -1 };

type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing' | 'defaultPrevented' | 'target'>;

const stepSeconds = 5;

/** Whoever types, or chooses with the keyboard, keeps their keys. */
const taken = (target: EventTarget | null, key: string) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName) || (target instanceof HTMLInputElement && (target.type !== 'range' || key !== ' ')) || (key === ' ' && /^(BUTTON|A|SUMMARY)$/.test(target.tagName)) || (/^Arrow|^Home|^End/.test(key) && target.closest('[role=tablist]') !== null));

/** By where they stand on the keyboard, so that they work under every layout. */
const byCode: Record<string, Key> = { BracketLeft: 'slower', BracketRight: 'faster', Slash: 'search' };
const byKey: Record<string, Key> = { ' ': 'toggle', Home: 'start', End: 'end' };

export function keyOf(event: Pressed, rtl: boolean): Key | undefined {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || taken(event.target, event.key)) return undefined;
  const arrow = /^Arrow(Left|Right)$/.exec(event.key)?.[1];
  if (arrow) {
    const by = (arrow === 'Right') === rtl ? -1 : 1;
    return event.shiftKey ? { moment: by } : { seconds: by * stepSeconds };
  }
  return event.shiftKey ? undefined : (byKey[event.key] ?? byCode[event.code]);
}
