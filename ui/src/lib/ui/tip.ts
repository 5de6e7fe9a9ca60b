import './tip.css';
import type { Attachment } from 'svelte/attachments';

/** One bubble serves the whole page: only one thing is pointed at. It repeats a label, so that it is not read aloud again. */
let bubble: HTMLElement | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
const delayMs = 450;

function makeBubble(): HTMLElement {
  const made = document.createElement('div');
  made.className = 'tip';
  made.popover = 'manual';
  made.setAttribute('aria-hidden', 'true');
  document.body.append(made);
  return made;
}

function hide(): void {
  clearTimeout(timer);
  if (bubble?.matches(':popover-open')) bubble.hidePopover();
}

function show(source: HTMLElement, text: string): void {
  hide();
  bubble ??= makeBubble();
  bubble.textContent = text;
  bubble.showPopover({ source });
}

/** Shows `text` while the element is pointed at or focused by keyboard. */
export const tip =
  (text: string | undefined): Attachment<HTMLElement> =>
  (element) => {
    if (!text) return;
    const events = new AbortController();
    const { signal } = events;
    const later = (event: PointerEvent) => {
      if (event.pointerType === 'mouse') timer = setTimeout(() => show(element, text), delayMs);
    };
    element.addEventListener('pointerenter', later, { signal });
    element.addEventListener('pointerleave', hide, { signal });
    element.addEventListener('pointerdown', hide, { signal });
    element.addEventListener('focus', () => element.matches(':focus-visible') && show(element, text), { signal });
    element.addEventListener('blur', hide, { signal });
    element.addEventListener('keydown', (event) => event.key === 'Escape' && hide(), { signal });
    return () => {
      events.abort();
      hide();
    };
  };
