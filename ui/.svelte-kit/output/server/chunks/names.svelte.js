import "./server.js";
import { n as ask, t as api } from "./client.js";
import { n as reader } from "./i18n.svelte.js";
// src/lib/admin/names.svelte.ts
function inMine(texts) {
	return texts[reader.language] || texts["en"] || Object.values(texts).find(Boolean) || "";
}
/** All organisations: there are few of them, and forms choose from all. */
async function allOrganisations() {
	const all = [];
	for (let cursor = ""; cursor !== void 0;) {
		const page = await ask(api.GET("/admin/organisations", { params: { query: {
			limit: 100,
			cursor
		} } }));
		all.push(...page.items);
		cursor = page.next || void 0;
	}
	return all;
}
var allDepartments = async () => (await ask(api.GET("/admin/departments"))).items;
export { allOrganisations as n, inMine as r, allDepartments as t };
