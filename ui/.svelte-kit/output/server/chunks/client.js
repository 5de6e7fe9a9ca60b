import { n as reader } from "./i18n.svelte.js";
import { i as unreachable, r as problemFrom } from "./problem.js";
// src/lib/api/client.ts
var base = "/api/v1";
var guards = {
	stepUp: () => Promise.resolve(false),
	signedOut: () => void 0
};
/** Set once, by the account slice. */
var guard = (by) => Object.assign(guards, by);
/** Random, and also there when the page is served over plain HTTP, where randomUUID is not. */
function newKey() {
	return Array.from(crypto.getRandomValues(/* @__PURE__ */ new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
}
async function codeOf(response) {
	const body = await response.clone().json().catch(() => void 0);
	return problemFrom(response.status, body).code;
}
/** Names that the server gives in several languages come in the one that is read. */
function prepare(request) {
	request.headers.set("Accept-Language", reader.language);
	if (request.method === "GET") return request;
	request.headers.set("X-Surety-Csrf", "1");
	if (request.method === "POST" && !request.headers.has("Idempotency-Key")) request.headers.set("Idempotency-Key", newKey());
	return request;
}
/** A refusal may be remembered under its key; after step-up the request is a new one. */
function again(request) {
	if (request.headers.has("Idempotency-Key")) request.headers.set("Idempotency-Key", newKey());
	return request;
}
async function guarded(input) {
	const request = prepare(input);
	const spare = request.clone();
	const response = await fetch(request).catch((error) => {
		if (request.signal.aborted) throw error;
		throw unreachable();
	});
	if (response.status !== 401 && response.status !== 403) return response;
	const code = await codeOf(response);
	if (code === "not_signed_in") guards.signedOut();
	if (code === "step_up_needed" && await guards.stepUp()) return fetch(again(spare));
	return response;
}
function addressOf(path, { baseUrl = base, params }) {
	const filled = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(String(params?.path?.[name])));
	const query = Object.entries(params?.query ?? {}).filter(([, value]) => value !== void 0 && value !== null && value !== "");
	return `${baseUrl}${filled}${query.length > 0 ? `?${new URLSearchParams(query.map(([k, v]) => [k, String(v)]))}` : ""}`;
}
async function send(method, path, options = {}) {
	const headers = new Headers(options.headers);
	const body = options.body === void 0 ? void 0 : JSON.stringify(options.body);
	if (body !== void 0) headers.set("Content-Type", "application/json");
	const response = await guarded(new Request(addressOf(path, options), {
		method,
		headers,
		body,
		signal: options.signal,
		credentials: "same-origin"
	}));
	const answer = await response.json().catch(() => void 0);
	return response.ok ? {
		data: answer,
		response
	} : {
		error: answer,
		response
	};
}
var by = (method) => (path, options) => send(method, path, options);
/** openapi-fetch gives the types; what they need at run time is the few lines above, at a fifth of its weight. */
var api = {
	GET: by("GET"),
	POST: by("POST"),
	PUT: by("PUT"),
	PATCH: by("PATCH"),
	DELETE: by("DELETE")
};
/** The data of a call, or a thrown {@link Problem}. */
async function ask(call) {
	const { data, error, response } = await call;
	if (!response.ok) throw problemFrom(response.status, error, response.headers.get("Retry-After"));
	return data;
}
/** The header that makes an update fail with `version_stale` when somebody was faster. */
var ifMatch = (version) => ({ "If-Match": `"${version}"` });
export { ifMatch as a, guard as i, ask as n, newKey as o, base as r, api as t };
