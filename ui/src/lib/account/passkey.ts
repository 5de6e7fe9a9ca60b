/** Passkeys: what the server sent becomes a prompt of the browser, and its answer JSON again. */
import { Problem, type PasskeyAnswer, type PasskeyOptions } from '$lib/api';

export const passkeysWork = () => typeof PublicKeyCredential !== 'undefined' && 'parseRequestOptionsFromJSON' in PublicKeyCredential;

/** Whether the browser offers passkeys inside the e-mail box. */
export async function suggestionsWork(): Promise<boolean> {
  return passkeysWork() && (await PublicKeyCredential.isConditionalMediationAvailable());
}

/** What an extension computed from the passkey is ours alone and does not leave the browser. */
export function toAnswer(flow: string, credential: Credential | null): PasskeyAnswer {
  if (!(credential instanceof PublicKeyCredential)) throw new Problem(0, 'passkey_cancelled');
  const json = credential.toJSON() as Record<string, unknown>;
  const results = json['clientExtensionResults'] as Record<string, unknown> | undefined;
  if (results) delete results['prf'];
  return { flow, credential: json };
}

/** The browser does not say whether it was declined or timed out; nor need we. */
export function refused(error: unknown): never {
  if (error instanceof DOMException && error.name === 'AbortError') throw new Problem(0, 'aborted');
  if (error instanceof DOMException && error.name === 'InvalidStateError') throw new Problem(0, 'passkey_known');
  if (error instanceof DOMException) throw new Problem(0, 'passkey_cancelled');
  throw error;
}

/** Signs a challenge with a passkey the reader chooses. */
export async function usePasskey({ flow, publicKey }: PasskeyOptions, more: CredentialRequestOptions = {}): Promise<PasskeyAnswer> {
  const options = PublicKeyCredential.parseRequestOptionsFromJSON(publicKey as unknown as PublicKeyCredentialRequestOptionsJSON);
  return toAnswer(flow, await navigator.credentials.get({ ...more, publicKey: options }).catch(refused));
}

/** Makes a new passkey. */
export async function makePasskey({ flow, publicKey }: PasskeyOptions): Promise<PasskeyAnswer> {
  const options = PublicKeyCredential.parseCreationOptionsFromJSON(publicKey as unknown as PublicKeyCredentialCreationOptionsJSON);
  options.extensions = { prf: {} }; // so that it can unlock a key for secrets later
  return toAnswer(flow, await navigator.credentials.create({ publicKey: options }).catch(refused));
}
