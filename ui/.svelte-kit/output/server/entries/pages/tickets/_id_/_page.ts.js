import { n as enter } from "../../../../chunks/enter.js";
import { n as session } from "../../../../chunks/session.svelte.js";
import { redirect } from "@sveltejs/kit";
// src/routes/tickets/[id]/+page.ts
/** The address mails point at: it leads each side to its own view of the ticket. */
var load = async ({ parent, url, params: { id } }) => {
	await parent();
	enter(url);
	redirect(307, session.has("desk") ? `/desk/${id}` : `/portal/${id}`);
};
export { load };
