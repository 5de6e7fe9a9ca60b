/**
 * xterm under the page's policy, for what is only looked at. It writes its colours into `<style>` elements and `style` attributes, which
 * `style-src 'self'` refuses; the document it is given here turns the first into sheets of the page and the second into properties.
 * Only this module brings xterm in, so that no other screen carries it.
 */
import '@xterm/xterm/css/xterm.css';
import { Terminal } from '@xterm/xterm';

/** An element that xterm takes for a `<style>`, and whose text becomes a sheet. */
function styleOf(document: Document): HTMLElement {
  const element = document.createElement('data');
  const sheet = new CSSStyleSheet();
  element.hidden = true;
  document.adoptedStyleSheets.push(sheet);
  Object.defineProperty(element, 'textContent', { set: (css: string) => void sheet.replaceSync(css) });
  element.remove = () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
    HTMLElement.prototype.remove.call(element);
  };
  return element;
}

function styled(element: HTMLElement): HTMLElement {
  element.setAttribute = (name, value) => {
    if (name === 'style') element.style.cssText = value;
    else HTMLElement.prototype.setAttribute.call(element, name, value);
  };
  return element;
}

const documentFor = (real: Document): Document =>
  new Proxy(real, {
    get(target, name) {
      if (name === 'createElement') return (tag: string) => (tag === 'style' ? styleOf(target) : styled(target.createElement(tag)));
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
    set: (target, name, value) => Reflect.set(target, name, value, target),
  });

/** Dark in both themes, as terminals are; readable for who sees colours differently. */
const theme = {
  background: '#14191a', foreground: '#e6e9e8', cursor: '#e6e9e8', cursorAccent: '#14191a', selectionBackground: '#3c5a55',
  black: '#2b3335', red: '#ff8f86', green: '#8fd694', yellow: '#f0c96b', blue: '#8fb8f4', magenta: '#d9a3ea', cyan: '#74d8c4', white: '#d5dad8',
  brightBlack: '#8d9996', brightRed: '#ffb3aa', brightGreen: '#b2e6b0', brightYellow: '#f8dd9b', brightBlue: '#b6d2f8', brightMagenta: '#e8c4f2', brightCyan: '#a4e9db', brightWhite: '#ffffff',
};

/** A terminal that shows and takes nothing: no key reaches anything through it. */
export function stage(parent: HTMLElement, cols: number, rows: number): Terminal {
  const terminal = new Terminal({ cols, rows, theme, disableStdin: true, cursorBlink: false, scrollback: 0, fontSize: 14, screenReaderMode: false, documentOverride: documentFor(document) });
  terminal.attachCustomKeyEventHandler(() => false);
  terminal.open(parent);
  return terminal;
}

export type { Terminal };
