/**
 * A key told in eight words. Sixty-four bits alone could be met by trying; each try costs 2¹⁸ rounds of HMAC, so that finding another key with the same
 * words costs about as much as 2⁸² of them.
 */
const rounds = 1 << 18;
const salt = new TextEncoder().encode('surety key for secrets 1');

const known = new Map<string, Promise<Uint8Array>>();

async function compute(recipient: string): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(recipient), 'PBKDF2', false, ['deriveBits']);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds }, key, 64));
}

export function fingerprint(recipient: string): Promise<Uint8Array> {
  const before = known.get(recipient) ?? compute(recipient);
  known.set(recipient, before);
  return before;
}

/** Browsers give a page keys only over HTTPS, or on the machine itself. */
export const sealingWorks = () => typeof crypto !== 'undefined' && 'subtle' in crypto;
