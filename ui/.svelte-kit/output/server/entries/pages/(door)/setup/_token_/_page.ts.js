import { r as refuse } from "../../../../../chunks/enter.js";
import { n as ask, t as api } from "../../../../../chunks/client.js";
// src/routes/(door)/setup/[token]/+page.ts
var load = async ({ parent, params: { token } }) => {
	await parent();
	return {
		token,
		setup: await ask(api.GET("/setup/{token}", { params: { path: { token } } })).catch(refuse)
	};
};
export { load };
