import { n as enter } from "../../../chunks/enter.js";
import { n as session } from "../../../chunks/session.svelte.js";
import { t as need } from "../../../chunks/i18n.svelte.js";
// src/routes/me/+layout.ts
/** My account looks as the rest of what one sees: clients have it in the portal, those who work here in their own frame. */
var load = async ({ parent, url }) => {
	await parent();
	enter(url);
	const works = session.has("desk") || session.has("admin") || session.has("record");
	await need("account", "me", ...works ? ["staff", "ticket"] : ["portal", "ticket"]);
	const { default: Shell } = works ? await import("../../../chunks/StaffShell2.js") : await import("../../../chunks/PortalShell2.js");
	return {
		Shell,
		works
	};
};
export { load };
