import { t as need } from "../../../chunks/i18n.svelte.js";
// src/routes/(door)/+layout.ts
var load = async ({ parent }) => {
	await parent();
	await need("account");
};
export { load };
