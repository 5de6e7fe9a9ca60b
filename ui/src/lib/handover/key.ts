/** Making a key of one's own and unlocking it. The identity is in this page only for as long as it is needed. */
import { Problem, type NewSecretLock, type SecretKeys, type SecretLock } from '$lib/api';
import { fromBase64, random, toBase64 } from './bytes';
import { computeAnew, computeFor } from './passkey';
import { fromWords, toWords, type WordLanguage } from './words';

const sealing = () => import('./seal');

/** The passphrase itself is the same in whatever language one was shown it, and can be typed to age's own program. */
const phraseOf = (bytes: Uint8Array) => toWords(bytes, 'en').join('-');

/** Eight words that somebody is to write down: 64 random bits. */
export class Phrase {
  readonly #bytes = random(8);
  words = (language: WordLanguage): string[] => toWords(this.#bytes, language);
  /** Whether these are the words, in whichever language they were typed. */
  is = (typed: string): boolean => phraseOf(fromWords(typed) ?? new Uint8Array()) === this.text;
  get text(): string {
    return phraseOf(this.#bytes);
  }
}

export async function lockByPhrase(identity: string, phrase: Phrase, label: string): Promise<NewSecretLock> {
  const { lockBy } = await sealing();
  return { kind: 'passphrase', label, sealed: toBase64(await lockBy('passphrase', phrase.text, identity)) };
}

export async function lockByPasskey(identity: string, label: string): Promise<NewSecretLock> {
  const { lockBy } = await sealing();
  const { credential, salt, phrase } = await computeAnew();
  return { kind: 'passkey', label, credential, salt, sealed: toBase64(await lockBy('passkey', phrase, identity)) };
}

export async function unlockByPasskey({ locks }: SecretKeys): Promise<string> {
  const { unlockBy } = await sealing();
  const { lock, phrase } = await computeFor(locks);
  return unlockBy(phrase, fromBase64(lock.sealed));
}

/** The passphrase that somebody typed as words, in whichever language. */
export function typedPhrase(typed: string): string {
  const bytes = fromWords(typed);
  if (bytes?.length !== 8) throw new Problem(0, 'secret_words_unknown');
  return phraseOf(bytes);
}

/** Tries the words at each lock that words were made for. */
export async function unlockByWords({ locks }: SecretKeys, typed: string): Promise<string> {
  const phrase = typedPhrase(typed);
  const { unlockBy } = await sealing();
  const tries = locks.filter(({ kind }) => kind === 'passphrase');
  return tries.reduce(
    (before: Promise<string>, { sealed }: SecretLock) => before.catch(() => unlockBy(phrase, fromBase64(sealed))),
    Promise.reject(new Problem(0, 'secret_not_unlocked')),
  );
}
