import "../../../../chunks/server.js";
import { t as Door } from "../../../../chunks/Door.js";
import { t as SignUp } from "../../../../chunks/SignUp.js";
import { a as t } from "../../../../chunks/i18n.svelte.js";
// src/routes/(door)/reset/+page.svelte
function _page($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		Door($$renderer, {
			title: t("account.reset.title"),
			lead: t("account.reset.lead"),
			children: ($$renderer) => {
				SignUp($$renderer, { what: "password" });
			},
			$$slots: { default: true }
		});
	});
}
export { _page as default };
