/** A little work that makes asking for thousands of accounts dear (ALTCHA, SHA-256): finds the number behind the challenge. */
export interface ProofChallenge {
  algorithm: string;
  challenge: string;
  maxnumber?: number;
  salt: string;
  signature: string;
}

const hex = (bytes: ArrayBuffer) => Array.from(new Uint8Array(bytes), (b) => b.toString(16).padStart(2, '0')).join('');
const sha256 = async (text: string) => hex(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));

const atOnce = 256;

/** The proof to send; nothing when no number up to the limit fits. */
export async function prove(task: ProofChallenge): Promise<string | undefined> {
  const last = task.maxnumber ?? 1_000_000;
  for (let from = 0; from <= last; from += atOnce) {
    const hashes = await Promise.all(Array.from({ length: atOnce }, (_, i) => sha256(`${task.salt}${from + i}`)));
    const found = hashes.indexOf(task.challenge);
    const { algorithm, challenge, salt, signature } = task;
    if (found >= 0) return btoa(JSON.stringify({ algorithm, challenge, number: from + found, salt, signature }));
  }
  return undefined;
}
