/**
 * The only place that seals and opens, in the age format, by the library of age's author. It is fetched when a key is needed. Nothing of it leaves
 * the browser but what it returns as bytes.
 */
import { Decrypter, Encrypter, generateHybridIdentity, identityToRecipient } from 'age-encryption';
import { Problem } from '$lib/api';

/** Longer ones do not fit what the server keeps. */
export const secretLimit = 48 * 1024;

/** How slow a passphrase is to guess at, as a power of two: 64 MiB and about a second. What a passkey computes cannot be guessed. */
const work = { passphrase: 16, passkey: 1 } as const;
/** So that the size tells less of what is inside. */
const block = 256;

/** A key of its own: X25519 with ML-KEM-768, so that what is kept today stays closed to a quantum computer. */
export async function newKey(): Promise<{ identity: string; recipient: string }> {
  const identity = await generateHybridIdentity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/** Fills up to whole blocks with NUL, which no text holds. */
export function pad(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  const padded = new Uint8Array(Math.max(1, Math.ceil(bytes.length / block)) * block);
  padded.set(bytes);
  return padded;
}

export const unpad = (text: string): string => text.replace(/\0+$/, '');

export const sealFor = (recipient: string, text: string): Promise<Uint8Array> => sealBytes(recipient, pad(text));

export async function openWith(identity: string, sealed: Uint8Array): Promise<string> {
  return unpad(new TextDecoder('utf-8', { fatal: true }).decode(await openBytes(identity, sealed)));
}

/** Bytes as they are: who seals them has padded them. */
export async function sealBytes(recipient: string, bytes: Uint8Array): Promise<Uint8Array> {
  const to = new Encrypter();
  to.addRecipient(recipient);
  return to.encrypt(bytes);
}

export async function openBytes(identity: string, sealed: Uint8Array): Promise<Uint8Array> {
  const by = new Decrypter();
  by.addIdentity(identity);
  return by.decrypt(sealed, 'uint8array').catch(wrong('secret_not_opened'));
}

/** What belongs to an identity; nothing to what is none. */
export const recipientOf = (identity: string): Promise<string> => identityToRecipient(identity).catch(wrong('secret_not_opened'));

export async function lockBy(kind: keyof typeof work, phrase: string, identity: string): Promise<Uint8Array> {
  const to = new Encrypter();
  to.setPassphrase(phrase);
  to.setScryptWorkFactor(work[kind]);
  return to.encrypt(identity);
}

export async function unlockBy(phrase: string, sealed: Uint8Array): Promise<string> {
  const by = new Decrypter();
  by.addPassphrase(phrase);
  return by.decrypt(sealed, 'text').catch(wrong('secret_not_unlocked'));
}

function wrong(code: string): () => never {
  return () => {
    throw new Problem(0, code);
  };
}
