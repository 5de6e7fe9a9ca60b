import { r as refuse } from "../../../../../chunks/enter.js";
import { n as ask, t as api } from "../../../../../chunks/client.js";
// src/routes/(door)/demo/mail/+page.ts
var load = async ({ parent }) => {
	await parent();
	const { items } = await ask(api.GET("/demo/mail", { params: { query: { limit: 100 } } })).catch(refuse);
	return { letters: items };
};
export { load };
