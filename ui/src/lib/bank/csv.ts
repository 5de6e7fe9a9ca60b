/** Reads the first rows of a CSV file (RFC 4180), so that one can see which column is what; the server reads all of it. */
export const separators = [',', ';', '\t', '|'] as const;
export type Separator = (typeof separators)[number];

export function firstRows(text: string, separator: string, limit: number): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  const endRow = () => {
    row.push(cell);
    if (row.some((each) => each.trim() !== '')) rows.push(row);
    [row, cell] = [[], ''];
  };
  for (let i = 0; i < text.length && rows.length < limit; i++) {
    const sign = text[i] ?? '';
    if (quoted && sign === '"' && text[i + 1] === '"') cell += text[i++];
    else if (sign === '"' && (quoted || cell === '')) quoted = !quoted;
    else if (quoted) cell += sign;
    else if (sign === separator) {
      row.push(cell);
      cell = '';
    } else if (sign === '\n') endRow();
    else if (sign !== '\r') cell += sign;
  }
  if (rows.length < limit && (cell || row.length > 0)) endRow();
  return rows;
}

/** The separator that cuts the first row, which names the columns, into the most of them: amounts below may have commas too. */
export function likelySeparator(text: string): Separator {
  const columns = (separator: Separator) => firstRows(text, separator, 1)[0]?.length ?? 0;
  return separators.reduce((best, each) => (columns(each) > columns(best) ? each : best));
}
