import { n as session } from "../../../../chunks/session.svelte.js";
import { redirect } from "@sveltejs/kit";
// src/routes/(door)/enrol/+page.ts
var load = async ({ parent, url }) => {
	await parent();
	if (session.current?.state !== "enrol") redirect(307, session.next(url.searchParams.get("next")));
};
export { load };
