import { n as enter } from "../../../chunks/enter.js";
import { t as need } from "../../../chunks/i18n.svelte.js";
// src/routes/(staff)/+layout.ts
var load = async ({ parent, url }) => {
	await parent();
	enter(url);
	await need("staff", "ticket");
};
export { load };
