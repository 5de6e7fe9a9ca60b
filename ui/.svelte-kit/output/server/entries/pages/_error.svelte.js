import { a as derived, s as head, w as escape_html } from "../../chunks/server.js";
import { t as page } from "../../chunks/state.js";
import { a as t } from "../../chunks/i18n.svelte.js";
import { t as Button } from "../../chunks/Button.js";
import { t as EmptyState } from "../../chunks/EmptyState.js";
import { t as problemText } from "../../chunks/problem2.js";
// src/routes/+error.svelte
function _error($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		const code = derived(() => page.error?.code ?? (page.status === 404 ? "absent" : "internal"));
		head("1j96wlh", $$renderer, ($$renderer) => {
			$$renderer.title(($$renderer) => {
				$$renderer.push(`<title>${escape_html(problemText({ code: code() }))}</title>`);
			});
		});
		$$renderer.push(`<main>`);
		EmptyState($$renderer, {
			whole: true,
			icon: code() === "absent" ? "search" : "warning",
			title: problemText({ code: code() }),
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
		$$renderer.push(`<!----></main>`);
	});
}
export { _error as default };
