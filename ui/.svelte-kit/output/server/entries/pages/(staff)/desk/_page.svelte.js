import "../../../../chunks/server.js";
import { a as t } from "../../../../chunks/i18n.svelte.js";
import { t as EmptyState } from "../../../../chunks/EmptyState.js";
// src/routes/(staff)/desk/+page.svelte
function _page($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		EmptyState($$renderer, {
			icon: "ticket",
			title: t("staff.pane.empty"),
			text: t("staff.pane.emptyText")
		});
	});
}
export { _page as default };
