/** Files as people attach them. */
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { scratch } from './scratch';

const folder = scratch('files');

/** A file of random bytes, which nothing can make smaller. */
export function large(name: string, megabytes: number): string {
  const path = join(folder, name);
  writeFileSync(path, randomBytes(megabytes << 20));
  return path;
}

/** A photograph, as far as a computer can tell: a small PNG. */
export function photo(name: string, size = 64): string {
  const rows = Buffer.alloc(size * (1 + size * 3));
  for (let y = 0; y < size; y++) for (let x = 0; x < size * 3; x++) rows[y * (1 + size * 3) + 1 + x] = (x * 5 + y * 3) % 256;
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const path = join(folder, name);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  writeFileSync(path, Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]));
  return path;
}

function chunk(kind: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(kind), body]);
  const out = Buffer.alloc(named.length + 8);
  out.writeUInt32BE(body.length, 0);
  named.copy(out, 4);
  out.writeUInt32BE(crc32(named), named.length + 4);
  return out;
}

export function digest(path: string): Promise<string> {
  return new Promise((done, failed) => {
    const hash = createHash('sha256');
    createReadStream(path).on('data', (part) => hash.update(part)).on('end', () => done(hash.digest('hex'))).on('error', failed);
  });
}
