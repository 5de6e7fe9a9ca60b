import { w as escape_html } from "./server.js";
import { t as Attempt } from "./attempt.svelte.js";
import { a as t } from "./i18n.svelte.js";
import { t as Button } from "./Button.js";
import { t as Dialog } from "./Dialog.js";
import { t as FormProblem } from "./FormProblem.js";
import { t as Select } from "./Select.js";
import { t as TextArea } from "./TextArea.js";
// src/lib/ticket/desk/HandOver.svelte
function HandOver($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Gives the ticket to another department. What one may not see there goes out of sight with it. */
		let { open, onclose, ondone } = $$props;
		const attempt = new Attempt();
		let choices = [];
		let department = void 0;
		let note = "";
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			Dialog($$renderer, {
				open: true,
				title: t("staff.handOver"),
				onclose,
				children: ($$renderer) => {
					$$renderer.push(`<form class="stack"><p class="soft">${escape_html(t("staff.handOver.text"))}</p> `);
					Select($$renderer, {
						label: t("staff.handOver.to"),
						required: true,
						placeholder: t("staff.choose"),
						options: choices.map(({ id, name }) => ({
							value: id,
							label: name
						})),
						get value() {
							return department;
						},
						set value($$value) {
							department = $$value;
							$$settled = false;
						}
					});
					$$renderer.push(`<!----> `);
					TextArea($$renderer, {
						label: t("staff.handOver.note"),
						optional: true,
						maxlength: 1e5,
						get value() {
							return note;
						},
						set value($$value) {
							note = $$value;
							$$settled = false;
						}
					});
					$$renderer.push(`<!----> `);
					FormProblem($$renderer, { problem: attempt.problem });
					$$renderer.push(`<!----> <div class="row end svelte-1kh6k5h">`);
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
						busy: attempt.busy,
						disabled: !department,
						children: ($$renderer) => {
							$$renderer.push(`<!---->${escape_html(t("staff.handOver"))}`);
						},
						$$slots: { default: true }
					});
					$$renderer.push(`<!----></div></form>`);
				},
				$$slots: { default: true }
			});
		}
		do {
			$$settled = true;
			$$inner_renderer = $$renderer.copy();
			$$render_inner($$inner_renderer);
		} while (!$$settled);
		$$renderer.subsume($$inner_renderer);
	});
}
export { HandOver as default };
