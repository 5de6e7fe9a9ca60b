/** Makes the demo world once; each server that shows it gets a copy of its own. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binary, environment } from './surety';

export default function makeWorld(): () => void {
  const home = mkdtempSync(join(tmpdir(), 'surety-world-'));
  const data = join(home, 'data');
  const made = spawnSync(binary, ['demo', '--data', data], { encoding: 'utf8', env: environment() });
  if (made.status !== 0) throw new Error(`surety demo ended with ${made.status}:\n${made.stdout}${made.stderr}`);
  process.env.JOURNEYS_WORLD = data;
  return () => rmSync(home, { recursive: true, force: true });
}
