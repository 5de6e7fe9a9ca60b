/** What an operator with a text editor could do to the record. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Changes one byte of an entry about tickets in the data directory of a stopped server, and returns a way to put it back for
 * each place where such an entry lies. A page of the database may also hold stale copies that belong to no entry.
 */
export function* flips(data: string): Generator<() => void> {
  const path = join(data, 'surety.db');
  const bytes = readFileSync(path);
  const mark = Buffer.from('"action":"ticket.');
  for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + 1)) {
    const here = at + mark.length;
    const was = bytes[here] ?? 0;
    bytes[here] = was ^ 1;
    writeFileSync(path, bytes);
    yield () => {
      bytes[here] = was;
      writeFileSync(path, bytes);
    };
  }
}
