/**
 * Keys of a room. Each is an identity of its own, and lies at the server sealed to every member, with what its maker knew: who is in, by which keys, and what
 * was decided about recovery. A key after another carries a proof by the one before, which the server never had: it cannot put a key of its own in between.
 */
import { Problem, type NewRoomKey, type RoomCopy } from '$lib/api';
import { fromBase64, toBase64, toHex } from '$lib/handover/bytes';
import { digestOfText } from './payload';

const sealing = () => import('$lib/handover/seal');

export interface MemberKey { id: string; key: { id: string; recipient: string } }
interface Inside {
  v: 1;
  room: string;
  epoch: number;
  identity: string;
  /** Digest of the recipient for recovery; empty: nobody can recover the keys. */
  recovery: string;
  /** Digests of the keys that it is sealed to, by account. */
  members: Record<string, string>;
  by: string;
  proof: string;
}
export interface Epoch extends Inside { recipient: string }
export interface Wish { room: string; epoch: number; by: string; members: readonly MemberKey[]; /** Recipient for recovery; empty: none. */ recovery: string; /** Of the key before. */ before?: string }

async function prove(before: string, recipient: string, { room, epoch, recovery, members, by }: Inside): Promise<string> {
  const text = new TextEncoder();
  const raw = await crypto.subtle.digest('SHA-256', text.encode(`surety room turn 1\n${before}`));
  const key = await crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const said = JSON.stringify([room, epoch, recipient, recovery, Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1)), by]);
  return toHex(new Uint8Array(await crypto.subtle.sign('HMAC', key, text.encode(said))));
}

/** Makes a key, and copies of it for the members. */
export async function makeEpoch({ room, epoch, by, members, recovery, before }: Wish): Promise<{ key: NewRoomKey; inside: Epoch }> {
  const { newKey, sealFor } = await sealing();
  const { identity, recipient } = await newKey();
  const known = Object.fromEntries(await Promise.all(members.map(async ({ id, key }) => [id, await digestOfText(key.recipient)] as const)));
  const inside: Inside = { v: 1, room, epoch, identity, recovery: recovery && (await digestOfText(recovery)), members: known, by, proof: '' };
  if (before) inside.proof = await prove(before, recipient, inside);
  const text = JSON.stringify(inside);
  const to = [...members.map(({ id, key }) => ({ member: id, key: key.id, recipient: key.recipient })), ...(recovery ? [{ member: '', key: '', recipient: recovery }] : [])];
  const envelopes = await Promise.all(to.map(async ({ member, key, recipient: each }) => ({ member, key, sealed: toBase64(await sealFor(each, text)) })));
  return { key: { recipient, envelopes }, inside: { ...inside, recipient } };
}

/** Opens one's own copy. Throws when it is not of this room and key, or not by who is said to have made it. */
export async function openEpoch(identity: string, room: string, copy: RoomCopy): Promise<Epoch> {
  const { openWith, recipientOf } = await sealing();
  const inside = read(await openWith(identity, fromBase64(copy.sealed)));
  const { recipient } = copy.key;
  if (inside.room !== room || inside.epoch !== copy.key.epoch || inside.by !== copy.by.id || (await recipientOf(inside.identity)) !== recipient) throw new Problem(0, 'room_key_wrong');
  return { ...inside, recipient };
}

function read(text: string): Inside {
  try {
    const inside = JSON.parse(text) as Inside;
    if (inside.v === 1 && typeof inside.identity === 'string' && typeof inside.members === 'object') return inside;
  } catch {
    // told below
  }
  throw new Problem(0, 'room_key_wrong');
}

/** Whether who made the key had the one before. */
export const follows = async (next: Epoch, before: Epoch): Promise<boolean> => next.epoch === before.epoch + 1 && next.recovery === before.recovery && next.proof === (await prove(before.identity, next.recipient, next));
