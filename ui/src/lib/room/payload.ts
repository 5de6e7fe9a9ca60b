/**
 * What stands inside the seal of a message or file: where it belongs, who wrote it, and the digest of the one before. The server cannot change it, so that
 * what it leaves out, repeats, puts elsewhere or under another name is noticed by whoever opens it.
 *
 * Four bytes of length, that many of JSON, the file's bytes if it is one, and NUL up to whole blocks, so that the size tells less.
 */
import { Problem, type RoomMessage } from '$lib/api';
import { toHex } from '$lib/handover/bytes';

export interface Place {
  /** The ticket, which has one room. */
  room: string;
  epoch: number;
  seq: number;
  author: string;
  /** Digest of what was sealed with the number before; empty: it is the first. */
  before: string;
}
export interface Head extends Place {
  v: 1;
  text?: string;
  file?: { name: string; type: string; size: number };
}
export interface Opened { head: Head; body: Uint8Array<ArrayBuffer> }

const blocks = { text: 256, file: 16 * 1024 } as const;

export async function digest(bytes: Uint8Array): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes))));
}

export const digestOfText = (text: string): Promise<string> => digest(new TextEncoder().encode(text));

export function pack(head: Head, body = new Uint8Array()): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(head));
  const block = head.file ? blocks.file : blocks.text;
  const bytes = new Uint8Array(Math.ceil((4 + json.length + body.length) / block) * block);
  new DataView(bytes.buffer).setUint32(0, json.length);
  bytes.set(json, 4);
  bytes.set(body, 4 + json.length);
  return bytes;
}

const fail = (): never => {
  throw new Problem(0, 'room_spliced');
};

export function unpack(bytes: Uint8Array): Opened {
  if (bytes.length < 4) fail();
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  if (length > bytes.length - 4) fail();
  const head = read(bytes.subarray(4, 4 + length));
  const size = head.file?.size ?? 0;
  if (!Number.isSafeInteger(size) || size < 0 || size > bytes.length - 4 - length) fail();
  return { head, body: new Uint8Array(bytes.subarray(4 + length, 4 + length + size)) };
}

function read(bytes: Uint8Array): Head {
  try {
    const head = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Head;
    const said = head.file ? typeof head.file.name === 'string' && typeof head.file.type === 'string' : typeof head.text === 'string';
    return head.v === 1 && said ? head : fail();
  } catch {
    return fail();
  }
}

/** Throws unless what was opened belongs where the server shows it. The one before is not known where the list begins. */
export function belongs(head: Head, room: string, shown: RoomMessage, before: string | undefined): void {
  const same = head.room === room && head.epoch === shown.epoch && head.seq === shown.seq && head.author === shown.author.id && (head.file ? 'file' : 'message') === shown.kind;
  if (!same || (before !== undefined && head.before !== before)) fail();
}
