import "../../../../chunks/server.js";
import { t as Door } from "../../../../chunks/Door.js";
import { t as SignUp } from "../../../../chunks/SignUp.js";
import { a as t } from "../../../../chunks/i18n.svelte.js";
// src/routes/(door)/sign-up/+page.svelte
function _page($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		Door($$renderer, {
			title: t("account.signUp.title"),
			lead: t("account.signUp.lead"),
			children: ($$renderer) => {
				SignUp($$renderer, { what: "account" });
			},
			$$slots: { default: true }
		});
	});
}
export { _page as default };
