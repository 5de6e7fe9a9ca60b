import { r as refuse } from "../../../../../../chunks/enter.js";
import { n as ask, t as api } from "../../../../../../chunks/client.js";
// src/routes/(door)/demo/mail/[id]/+page.ts
var load = async ({ parent, params: { id } }) => {
	await parent();
	return {
		id,
		letter: await ask(api.GET("/demo/mail/{id}", { params: { path: { id } } })).catch(refuse)
	};
};
export { load };
