import { n as session } from "../../../../chunks/session.svelte.js";
import { redirect } from "@sveltejs/kit";
// src/routes/(door)/sign-in/+page.ts
var load = async ({ parent, url }) => {
	await parent();
	const way = session.next(url.searchParams.get("next"));
	if (way !== "/sign-in") redirect(307, way);
};
export { load };
