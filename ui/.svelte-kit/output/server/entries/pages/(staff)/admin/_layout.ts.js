import { t as need } from "../../../../chunks/i18n.svelte.js";
// src/routes/(staff)/admin/+layout.ts
var load = async ({ parent }) => {
	await parent();
	await need("admin", "account");
};
export { load };
