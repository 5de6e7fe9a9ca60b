import { a as derived, w as escape_html } from "./server.js";
import { n as session } from "./session.svelte.js";
import { t as Attempt } from "./attempt.svelte.js";
import { a as t } from "./i18n.svelte.js";
import { t as Button } from "./Button.js";
import { t as FormProblem } from "./FormProblem.js";
import { t as Select } from "./Select.js";
import { t as TextField } from "./TextField.js";
// src/lib/ticket/desk/SplitBar.svelte
function SplitBar($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Stands in the composer's place while messages are chosen for a ticket of their own. */
		let { open, chosen, onclose, ondone } = $$props;
		const attempt = new Attempt();
		let subject = "";
		let department = open.ticket?.department.id;
		const posts = derived(() => session.account?.posts ?? []);
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			$$renderer.push(`<form class="stack svelte-yi7mff"><p><strong>${escape_html(t("staff.split.text"))}</strong> <span class="soft">${escape_html(t("staff.split.chosen", { count: chosen.length }))}</span></p> <div class="fields svelte-yi7mff">`);
			TextField($$renderer, {
				label: t("staff.subject"),
				required: true,
				maxlength: 400,
				get value() {
					return subject;
				},
				set value($$value) {
					subject = $$value;
					$$settled = false;
				}
			});
			$$renderer.push(`<!----> `);
			if (posts().length > 1) {
				$$renderer.push("<!--[0-->");
				Select($$renderer, {
					label: t("staff.filter.department"),
					options: posts().map((post) => ({
						value: post.department.id,
						label: post.department.name
					})),
					get value() {
						return department;
					},
					set value($$value) {
						department = $$value;
						$$settled = false;
					}
				});
			} else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]--></div> `);
			FormProblem($$renderer, { problem: attempt.problem });
			$$renderer.push(`<!----> <div class="row end svelte-yi7mff">`);
			Button($$renderer, {
				onclick: onclose,
				children: ($$renderer) => {
					$$renderer.push(`<!---->${escape_html(t("common.cancel"))}`);
				},
				$$slots: { default: true }
			});
			$$renderer.push(`<!----> `);
			Button($$renderer, {
				type: "submit",
				look: "primary",
				icon: "split",
				busy: attempt.busy,
				disabled: chosen.length === 0 || !subject.trim(),
				children: ($$renderer) => {
					$$renderer.push(`<!---->${escape_html(t("staff.split.do"))}`);
				},
				$$slots: { default: true }
			});
			$$renderer.push(`<!----></div></form>`);
		}
		do {
			$$settled = true;
			$$inner_renderer = $$renderer.copy();
			$$render_inner($$inner_renderer);
		} while (!$$settled);
		$$renderer.subsume($$inner_renderer);
	});
}
export { SplitBar as default };
