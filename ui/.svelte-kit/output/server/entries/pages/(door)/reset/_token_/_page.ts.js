import { r as refuse } from "../../../../../chunks/enter.js";
import { n as ask, t as api } from "../../../../../chunks/client.js";
// src/routes/(door)/reset/[token]/+page.ts
var load = async ({ parent, params: { token } }) => {
	await parent();
	return {
		token,
		reset: await ask(api.GET("/password-reset/{token}", { params: { path: { token } } })).catch(refuse)
	};
};
export { load };
