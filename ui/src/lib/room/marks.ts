/** How far this browser has seen a room, by whose account: a room that is shorter, or another, than before is told, whatever the server says. */
export interface Mark { seq: number; digest: string; epoch: number; recipient: string }

const place = (me: string, room: string) => `surety.room.${me}.${room}`;

export function markOf(me: string, room: string, store: Storage = localStorage): Mark | undefined {
  try {
    return (JSON.parse(store.getItem(place(me, room)) ?? 'null') as Mark | null) ?? undefined;
  } catch {
    return undefined;
  }
}

export const mark = (me: string, room: string, seen: Mark, store: Storage = localStorage): void => store.setItem(place(me, room), JSON.stringify(seen));

/** This browser gave the room a key that follows from none: that it is another than before is no news to it. What was seen stays. */
export function markAnew(me: string, room: string, epoch: number, recipient: string, store: Storage = localStorage): void {
  const seen = markOf(me, room, store);
  if (seen) mark(me, room, { ...seen, epoch, recipient }, store);
}
