import { a as derived, w as escape_html } from "./server.js";
import { a as t } from "./i18n.svelte.js";
import { t as Button } from "./Button.js";
import { t as EmptyState } from "./EmptyState.js";
import { t as problemText } from "./problem2.js";
// src/lib/ui/ErrorState.svelte
function ErrorState($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** What stands where content could not come. Give `retry` when trying again may help. */
		let { problem, retry } = $$props;
		const icon = derived(() => problem.code === "offline" ? "offline" : problem.code === "absent" ? "search" : problem.code === "denied" ? "lock" : "warning");
		EmptyState($$renderer, {
			icon: icon(),
			look: problem.code === "internal" ? "danger" : "quiet",
			title: problemText(problem),
			children: ($$renderer) => {
				if (retry) {
					$$renderer.push("<!--[0-->");
					Button($$renderer, {
						icon: "refresh",
						onclick: retry,
						children: ($$renderer) => {
							$$renderer.push(`<!---->${escape_html(t("common.retry"))}`);
						},
						$$slots: { default: true }
					});
				} else $$renderer.push("<!--[-1-->");
				$$renderer.push(`<!--]-->`);
			},
			$$slots: { default: true }
		});
	});
}
export { ErrorState as t };
