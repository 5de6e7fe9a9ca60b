import { i as bind_props, w as escape_html } from "./server.js";
import { a as t } from "./i18n.svelte.js";
import { t as Button } from "./Button.js";
import { t as Dialog } from "./Dialog.js";
import { t as FormProblem } from "./FormProblem.js";
// src/lib/ui/Confirm.svelte
function Confirm($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Asks before something that cannot simply be undone, and says what will follow from it. */
		let { open = false, title, action, look = "danger", busy = false, problem, onconfirm, children } = $$props;
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			{
				function actions($$renderer) {
					Button($$renderer, {
						onclick: () => open = false,
						children: ($$renderer) => {
							$$renderer.push(`<!---->${escape_html(t("common.cancel"))}`);
						},
						$$slots: { default: true }
					});
					$$renderer.push(`<!----> `);
					Button($$renderer, {
						look,
						busy,
						onclick: onconfirm,
						children: ($$renderer) => {
							$$renderer.push(`<!---->${escape_html(action)}`);
						},
						$$slots: { default: true }
					});
					$$renderer.push(`<!---->`);
				}
				Dialog($$renderer, {
					title,
					get open() {
						return open;
					},
					set open($$value) {
						open = $$value;
						$$settled = false;
					},
					actions,
					children: ($$renderer) => {
						$$renderer.push(`<div class="stack">`);
						children($$renderer);
						$$renderer.push(`<!----> `);
						FormProblem($$renderer, { problem });
						$$renderer.push(`<!----></div>`);
					},
					$$slots: {
						actions: true,
						default: true
					}
				});
			}
		}
		do {
			$$settled = true;
			$$inner_renderer = $$renderer.copy();
			$$render_inner($$inner_renderer);
		} while (!$$settled);
		$$renderer.subsume($$inner_renderer);
		bind_props($$props, { open });
	});
}
export { Confirm as t };
