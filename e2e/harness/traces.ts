/** What a server has of a text: in the files of its data directory, and in the memory of its process (Linux). */
import { closeSync, openSync, readFileSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Surety } from './surety';

/** The files that hold the text. */
export function onDisk({ data }: Surety, text: string): string[] {
  const wanted = Buffer.from(text);
  const files = readdirSync(data, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.parentPath, entry.name)).filter((path) => readFileSync(path).includes(wanted));
}

const step = 8 << 20;

/** How many stretches of the process's memory hold the text. The texts are looked for where it can write, which is where what comes in goes. */
export function inMemory({ pid }: Surety, text: string): number {
  const wanted = Buffer.from(text);
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  const buffer = Buffer.alloc(step + wanted.length);
  let found = 0;
  try {
    for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
      const [, from = '', to = '', rights = ''] = /^([0-9a-f]+)-([0-9a-f]+) (\S+)/.exec(line) ?? [];
      if (!rights.startsWith('rw')) continue;
      const end = Number(BigInt(`0x${to}`));
      // Stretches overlap by the length of the text, so that one across their border is found.
      for (let at = Number(BigInt(`0x${from}`)); at < end; at += step) if (holds(memory, buffer, at, Math.min(end - at, buffer.length), wanted)) found += 1;
    }
  } finally {
    closeSync(memory);
  }
  return found;
}

function holds(memory: number, buffer: Buffer, at: number, size: number, wanted: Buffer): boolean {
  try {
    return buffer.subarray(0, readSync(memory, buffer, 0, size, at)).includes(wanted);
  } catch {
    return false; // reserved, and never used
  }
}
