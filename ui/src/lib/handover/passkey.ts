/**
 * What a passkey computes for this page alone (WebAuthn's PRF extension). One touch proves again who one is and computes; what was computed never leaves
 * the browser: the answer is sent without it.
 */
import { refused, toAnswer } from '$lib/account/passkey';
import { api, ask, Problem, type SecretLock } from '$lib/api';
import { fromBase64url, random, toBase64url, toHex } from './bytes';

export interface Computed { credential: string; salt: string; phrase: string }

async function touch(prf: AuthenticationExtensionsPRFInputs, allowed?: string[]): Promise<{ credential: string; first: Uint8Array }> {
  const { flow, publicKey } = await ask(api.POST('/step-up/passkey/options'));
  const options = PublicKeyCredential.parseRequestOptionsFromJSON(publicKey as unknown as PublicKeyCredentialRequestOptionsJSON);
  options.extensions = { ...options.extensions, prf };
  if (allowed) options.allowCredentials = options.allowCredentials?.filter(({ id }) => allowed.includes(toBase64url(new Uint8Array(id as ArrayBuffer)))) ?? [];
  const credential = await navigator.credentials.get({ publicKey: options }).catch(refused);
  const answer = toAnswer(flow, credential);
  const first = (credential as PublicKeyCredential).getClientExtensionResults().prf?.results?.first;
  await ask(api.POST('/step-up/passkey', { body: answer }));
  if (!first) throw new Problem(0, 'passkey_computes_not');
  return { credential: toBase64url(new Uint8Array((credential as PublicKeyCredential).rawId)), first: new Uint8Array(first as ArrayBuffer) };
}

/** For a new lock: any passkey of one's own computes over a new salt. */
export async function computeAnew(): Promise<Computed> {
  const salt = random(32);
  const { credential, first } = await touch({ eval: { first: salt } });
  return { credential, salt: toBase64url(salt), phrase: toHex(first) };
}

/** For one of the locks: whichever of their passkeys is at hand computes over its own salt. */
export async function computeFor(locks: readonly SecretLock[]): Promise<{ lock: SecretLock; phrase: string }> {
  const known = locks.filter(({ kind }) => kind === 'passkey');
  const evalByCredential = Object.fromEntries(known.map(({ credential = '', salt = '' }) => [credential, { first: fromBase64url(salt) }]));
  const { credential, first } = await touch({ evalByCredential }, known.map(({ credential = '' }) => credential));
  const lock = known.find((each) => each.credential === credential);
  if (!lock) throw new Problem(0, 'passkey_computes_not');
  return { lock, phrase: toHex(first) };
}
