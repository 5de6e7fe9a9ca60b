/** Makes the demo world once, and asks once who is in it; each server that shows it gets a copy of its own. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask } from './people';
import { binary, environment, Surety } from './surety';

export default async function makeWorld(): Promise<() => void> {
  const home = mkdtempSync(join(tmpdir(), 'surety-world-'));
  const made = spawnSync(binary, ['demo', '--data', join(home, 'data')], { encoding: 'utf8', env: environment() });
  if (made.status !== 0) throw new Error(`surety demo ended with ${made.status}:\n${made.stdout}${made.stderr}`);
  process.env.JOURNEYS_WORLD = home;
  const surety = await Surety.start('demo');
  writeFileSync(join(home, 'people.json'), JSON.stringify(await ask(surety)));
  await surety.remove();
  return () => rmSync(home, { recursive: true, force: true });
}
