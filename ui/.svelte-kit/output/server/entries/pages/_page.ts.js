import { n as session } from "../../chunks/session.svelte.js";
import { redirect } from "@sveltejs/kit";
// src/routes/+page.ts
var load = async ({ parent }) => {
	await parent();
	if (!session.problem) redirect(307, session.next());
};
export { load };
