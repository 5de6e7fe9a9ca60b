/** A folder of a worker's own, gone with it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onLeaving } from './leave';

export function scratch(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `surety-${name}-`));
  onLeaving(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
