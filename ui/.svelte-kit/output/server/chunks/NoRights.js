import { w as escape_html } from "./server.js";
import { a as t } from "./i18n.svelte.js";
import { t as Button } from "./Button.js";
import { t as EmptyState } from "./EmptyState.js";
// src/lib/ui/NoRights.svelte
function NoRights($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		EmptyState($$renderer, {
			whole: true,
			icon: "lock",
			title: t("common.noRights.title"),
			text: t("common.noRights.text"),
			children: ($$renderer) => {
				Button($$renderer, {
					href: "/",
					icon: "home",
					children: ($$renderer) => {
						$$renderer.push(`<!---->${escape_html(t("common.home"))}`);
					},
					$$slots: { default: true }
				});
			},
			$$slots: { default: true }
		});
	});
}
export { NoRights as t };
