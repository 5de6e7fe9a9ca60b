/** Which keys this browser has seen, by whose account it saw them: a key that is another by now is told loudly, whatever the server says. */
export type Standing = 'new' | 'seen' | 'compared' | 'changed';
interface Pin { print: string; compared: boolean }
type Pins = Record<string, Pin>;

const place = (me: string) => `surety.keys.${me}`;

function read(me: string, store: Storage): Pins {
  try {
    return (JSON.parse(store.getItem(place(me)) ?? '{}') as Pins | null) ?? {};
  } catch {
    return {};
  }
}

export function standing(me: string, reader: string, print: string, store: Storage = localStorage): Standing {
  const pin = read(me, store)[reader];
  if (!pin) return 'new';
  if (pin.print !== print) return 'changed';
  return pin.compared ? 'compared' : 'seen';
}

/** Remembers the key; once compared it stays so. */
export function remember(me: string, reader: string, print: string, compared: boolean, store: Storage = localStorage): void {
  const pins = read(me, store);
  const before = pins[reader];
  pins[reader] = { print, compared: compared || (before?.print === print && before.compared) };
  store.setItem(place(me), JSON.stringify(pins));
}
