import { t as Problem } from "./problem.js";
// src/lib/account/passkey.ts
/** Passkeys: what the server sent becomes a prompt of the browser, and its answer JSON again. */
var passkeysWork = () => typeof PublicKeyCredential !== "undefined" && "parseRequestOptionsFromJSON" in PublicKeyCredential;
/** Whether the browser offers passkeys inside the e-mail box. */
async function suggestionsWork() {
	return passkeysWork() && await PublicKeyCredential.isConditionalMediationAvailable();
}
/** What an extension computed from the passkey is ours alone and does not leave the browser. */
function toAnswer(flow, credential) {
	if (!(credential instanceof PublicKeyCredential)) throw new Problem(0, "passkey_cancelled");
	const json = credential.toJSON();
	const results = json["clientExtensionResults"];
	if (results) delete results["prf"];
	return {
		flow,
		credential: json
	};
}
/** The browser does not say whether it was declined or timed out; nor need we. */
function refused(error) {
	if (error instanceof DOMException && error.name === "AbortError") throw new Problem(0, "aborted");
	if (error instanceof DOMException && error.name === "InvalidStateError") throw new Problem(0, "passkey_known");
	if (error instanceof DOMException) throw new Problem(0, "passkey_cancelled");
	throw error;
}
/** Signs a challenge with a passkey the reader chooses. */
async function usePasskey({ flow, publicKey }, more = {}) {
	const options = PublicKeyCredential.parseRequestOptionsFromJSON(publicKey);
	return toAnswer(flow, await navigator.credentials.get({
		...more,
		publicKey: options
	}).catch(refused));
}
export { suggestionsWork as n, usePasskey as r, passkeysWork as t };
