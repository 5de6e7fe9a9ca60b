import { r as refuse } from "../../../../../chunks/enter.js";
import { n as ask, t as api } from "../../../../../chunks/client.js";
// src/routes/(door)/welcome/[token]/+page.ts
var load = async ({ parent, params: { token } }) => {
	await parent();
	return {
		token,
		invitation: await ask(api.GET("/invitations/{token}", { params: { path: { token } } })).catch(refuse)
	};
};
export { load };
