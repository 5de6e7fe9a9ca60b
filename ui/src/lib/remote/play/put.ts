import type { Attachment } from 'svelte/attachments';

/** Puts something on a line: where it begins and how long it is, from 0 to 1. Set by script, because the page's policy has no inline styles. */
export const put =
  (start: number, length?: number): Attachment<HTMLElement> =>
  ({ style }) => {
    style.insetInlineStart = `${start * 100}%`;
    if (length !== undefined) style.inlineSize = `${length * 100}%`;
  };
