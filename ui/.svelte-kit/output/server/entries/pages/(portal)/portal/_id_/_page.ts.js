import { t as need } from "../../../../../chunks/i18n.svelte.js";
// src/routes/(portal)/portal/[id]/+page.ts
var load = async ({ parent, params: { id }, url }) => {
	await parent();
	await need("ticket", ...url.searchParams.has("sent") ? ["asking"] : []);
	return { id };
};
export { load };
