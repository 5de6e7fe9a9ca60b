/** What a server has of a text: in the files of its data directory, and in the memory of its process (Linux). */
import { closeSync, openSync, readFileSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Surety } from './surety';

/** The files that hold the text. */
export function onDisk({ data }: Surety, text: string | RegExp): string[] {
  const files = readdirSync(data, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.parentPath, entry.name)).filter((path) => has(readFileSync(path), text));
}

/** A pattern is of plain letters and digits. */
const has = (bytes: Buffer, text: string | RegExp) => (typeof text === 'string' ? bytes.includes(Buffer.from(text)) : text.test(bytes.toString('latin1')));

const step = 8 << 20;
const overlap = 4096;

/** How many stretches of the process's memory hold the text. The texts are looked for where it can write, which is where what comes in goes. */
export function inMemory({ pid }: Surety, text: string | RegExp): number {
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  const buffer = Buffer.alloc(step + overlap);
  let found = 0;
  try {
    for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
      const [, from = '', to = '', rights = ''] = /^([0-9a-f]+)-([0-9a-f]+) (\S+)/.exec(line) ?? [];
      if (!rights.startsWith('rw')) continue;
      const end = Number(BigInt(`0x${to}`));
      // Stretches overlap, so that one across their border is found.
      for (let at = Number(BigInt(`0x${from}`)); at < end; at += step) if (holds(memory, buffer, at, Math.min(end - at, buffer.length), text)) found += 1;
    }
  } finally {
    closeSync(memory);
  }
  return found;
}

function holds(memory: number, buffer: Buffer, at: number, size: number, text: string | RegExp): boolean {
  try {
    return has(buffer.subarray(0, readSync(memory, buffer, 0, size, at)), text);
  } catch {
    return false; // reserved, and never used
  }
}
