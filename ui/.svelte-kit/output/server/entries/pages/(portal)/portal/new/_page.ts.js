import { t as need } from "../../../../../chunks/i18n.svelte.js";
// src/routes/(portal)/portal/new/+page.ts
var load = async ({ parent }) => {
	await parent();
	await need("asking", "ticket");
};
export { load };
