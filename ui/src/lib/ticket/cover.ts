import type { Mark } from '$lib/api';

/** A stretch of a text, covered when it has a mark. */
export interface Piece {
  shown: string;
  mark?: Mark;
}

/** Cuts a text at its marks, which count its characters (code points), as the server does. */
export function pieces(text: string, marks: readonly Mark[]): Piece[] {
  const characters = [...text];
  const cut = (from: number, to: number) => characters.slice(from, to).join('');
  const out: Piece[] = [];
  let last = 0;
  for (const mark of marks) {
    if (mark.from > last) out.push({ shown: cut(last, mark.from) });
    out.push({ shown: cut(mark.from, mark.to), mark });
    last = mark.to;
  }
  if (last < characters.length) out.push({ shown: cut(last, characters.length) });
  return out;
}
