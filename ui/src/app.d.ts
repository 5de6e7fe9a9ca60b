declare global {
  /** Newer than TypeScript's own description: the button a popover belongs to. */
  interface HTMLElement {
    showPopover(options?: { source?: HTMLElement }): void;
  }
}
export {};
