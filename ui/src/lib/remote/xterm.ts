/**
 * xterm.js, as a remote session may use it. It is loaded with the first terminal only.
 *
 * Its styles come as <style> elements, which the content security policy refuses; they are made sheets of the document instead. What it
 * would answer to a terminal's questions by itself is not passed on: only what a person typed, pasted or did with the mouse.
 */
import '@xterm/xterm/css/xterm.css';
import { Terminal } from '@xterm/xterm';
import type { ITerminalOptions } from '@xterm/xterm';
import type { Size } from './messages';

/** The part of xterm's inside that tells a person's input from an answer. Its own add-ons reach it in the same way. */
interface Inside {
  _core: {
    coreService: { onUserInput(listen: () => void): { dispose(): void } };
    _renderService: { _renderer: { value?: { _rowFactory?: { _addStyle(element: HTMLElement, css: string): void } } } };
  };
}

export interface ShownTerminal {
  readonly terminal: Terminal;
  /** Calls `typed` with what a person typed. */
  onTyped(typed: (text: string) => void): void;
  /** Resolves when the bytes are shown. */
  show(data: Uint8Array): Promise<void>;
  /** As many columns and rows as the room has. */
  fit(): Size;
  dispose(): void;
}

/** Stands in for a <style> element: what is written into it goes into a sheet. */
function standIn(make: typeof document.createElement, sheets: Set<CSSStyleSheet>): HTMLElement {
  const sheet = new CSSStyleSheet();
  sheets.add(sheet);
  document.adoptedStyleSheets.push(sheet);
  const element = make.call(document, 'template');
  Object.defineProperty(element, 'textContent', { get: () => '', set: (text: string) => sheet.replaceSync(text) });
  return element;
}

/** Runs `open` while style elements are stood in for. */
function withoutStyleElements(sheets: Set<CSSStyleSheet>, open: () => void): void {
  const make = document.createElement;
  document.createElement = ((name: string, options?: ElementCreationOptions) => (name === 'style' ? standIn(make, sheets) : make.call(document, name, options))) as typeof make;
  try {
    open();
  } finally {
    document.createElement = make;
  }
}

/** Colours that xterm would write as a `style` attribute, which the policy refuses too, become the element's own properties. */
function withoutStyleAttributes(terminal: Terminal): void {
  const rows = (terminal as unknown as Inside)._core._renderService._renderer.value?._rowFactory;
  if (rows) rows._addStyle = ({ style }, css) => void (style.cssText += css);
}

export function showTerminal(room: HTMLElement, options: ITerminalOptions & { looking?: boolean }): ShownTerminal {
  const { looking = false, ...rest } = options;
  const terminal = new Terminal({ scrollback: 5000, allowProposedApi: false, screenReaderMode: false, disableStdin: looking, ...rest });
  const sheets = new Set<CSSStyleSheet>();
  withoutStyleElements(sheets, () => terminal.open(room));
  withoutStyleAttributes(terminal);
  terminal.attachCustomKeyEventHandler((e) => !clipboard(e, terminal));
  return {
    terminal,
    onTyped(typed) {
      let person = false;
      (terminal as unknown as Inside)._core.coreService.onUserInput(() => (person = true));
      terminal.onData((text) => {
        if (person) typed(text);
        person = false;
      });
    },
    show: (data) => new Promise((shown) => terminal.write(data, shown)),
    fit: () => fit(terminal, room),
    dispose() {
      terminal.dispose();
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => !sheets.has(sheet));
    },
  };
}

/** Ctrl+Shift+C copies what is marked, Ctrl+Shift+V is the browser's own paste: both are a person's action. */
function clipboard(e: KeyboardEvent, terminal: Terminal): boolean {
  if (e.type !== 'keydown' || !e.ctrlKey || !e.shiftKey) return false;
  if (e.code === 'KeyC' && terminal.hasSelection()) {
    e.preventDefault();
    void navigator.clipboard.writeText(terminal.getSelection());
    return true;
  }
  return e.code === 'KeyV';
}

/** Pixels of xterm's own scroll bar. */
const scrollbar = 16;

/** The size in cells, from what a cell measures now. */
function fit(terminal: Terminal, room: HTMLElement): Size {
  const screen = room.querySelector<HTMLElement>('.xterm-screen');
  const cell = { width: (screen?.clientWidth ?? 0) / terminal.cols, height: (screen?.clientHeight ?? 0) / terminal.rows };
  if (!cell.width || !cell.height) return { cols: terminal.cols, rows: terminal.rows };
  const { paddingInlineStart, paddingBlockStart } = getComputedStyle(room);
  const inside = { width: room.clientWidth - 2 * parseFloat(paddingInlineStart) - scrollbar, height: room.clientHeight - 2 * parseFloat(paddingBlockStart) };
  const cols = Math.min(1000, Math.max(2, Math.floor(inside.width / cell.width)));
  const rows = Math.min(1000, Math.max(1, Math.floor(inside.height / cell.height)));
  terminal.resize(cols, rows);
  return { cols, rows };
}
