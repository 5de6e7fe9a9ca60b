import { t as need } from "../../../../chunks/i18n.svelte.js";
// src/routes/(staff)/record/+page.ts
var load = async ({ parent }) => {
	await parent();
	await need("record");
};
export { load };
