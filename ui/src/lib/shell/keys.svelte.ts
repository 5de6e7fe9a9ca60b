import { untrack } from 'svelte';
import type { IconName } from '$lib/ui/icons';

/**
 * Keys of the staff side. A screen adds its own and gets back the way to take them away:
 *
 *     $effect(() => keys.add('R', () => t('staff.reply'), reply));
 *
 * `Mod+K` works everywhere; single letters, and two in a row as `G I`, only while nobody types. Letters are taken by where
 * they stand on the keyboard, so that they work under Russian, Persian and Chinese layouts.
 */
export interface Shortcut {
  keys: string;
  label: () => string;
  run: () => void;
}

/** What can be done here without a key of its own; the palette has it. */
export interface Offer {
  id: string;
  label: () => string;
  icon?: IconName;
  run: () => void;
}

const chordMs = 1_000;

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** The key as we name it: `K` for the key there, whatever letter the layout gives it. */
export function nameOf(event: Pick<KeyboardEvent, 'code' | 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey'>): string {
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
  const slash = event.code === 'Slash' ? (event.shiftKey ? '?' : '/') : undefined;
  const name = letter ?? slash ?? event.key;
  return event.ctrlKey || event.metaKey ? `Mod+${name}` : name;
}

class Keys {
  all = $state.raw<readonly Shortcut[]>([]);
  offers = $state.raw<readonly Offer[]>([]);
  palette = $state(false);
  help = $state(false);
  #first = '';
  #firstAt = 0;

  add(keys: string, label: () => string, run: () => void): () => void {
    const shortcut = { keys, label, run };
    this.all = [...untrack(() => this.all).filter((other) => other.keys !== keys), shortcut];
    return () => (this.all = this.all.filter((other) => other !== shortcut));
  }

  /** Adds something to the palette that has no key. */
  offer(offer: Offer): () => void {
    this.offers = [...untrack(() => this.offers).filter(({ id }) => id !== offer.id), offer];
    return () => (this.offers = this.offers.filter((other) => other !== offer));
  }

  handle = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || event.altKey || event.repeat) return;
    const name = nameOf(event);
    if (!name.startsWith('Mod+') && (typing(event.target) || document.querySelector('dialog[open], :popover-open[role=menu]'))) return;
    const chord = Date.now() - this.#firstAt < chordMs ? `${this.#first} ${name}` : name;
    const shortcut = this.all.find(({ keys }) => keys === chord) ?? this.all.find(({ keys }) => keys === name);
    [this.#first, this.#firstAt] = [name, Date.now()];
    if (!shortcut) return;
    event.preventDefault();
    this.#firstAt = 0;
    shortcut.run();
  };
}

export const keys = new Keys();
