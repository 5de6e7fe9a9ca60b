import { C as attr, a as derived, o as ensure_array_like, w as escape_html } from "./server.js";
import { t as westernDigits } from "./digits.js";
import { t as Attempt } from "./attempt.svelte.js";
import { a as t } from "./i18n.svelte.js";
import { n as Spinner, t as Button } from "./Button.js";
import { t as Dialog } from "./Dialog.js";
import { t as FormProblem } from "./FormProblem.js";
import { t as StatusPill } from "./StatusPill.js";
import { t as TextField } from "./TextField.js";
import { n as ticketNumber } from "./words.js";
// src/lib/ticket/desk/MergeInto.svelte
function MergeInto($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Makes the ticket part of another: by its number, or one of the same client's. */
		let { open, onclose, ondone } = $$props;
		const attempt = new Attempt();
		const looking = new Attempt();
		let typed = "";
		let rows = [];
		let into = void 0;
		derived(() => Number(westernDigits(typed)));
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			Dialog($$renderer, {
				open: true,
				title: t("staff.merge"),
				onclose,
				children: ($$renderer) => {
					$$renderer.push(`<form class="stack"><p class="soft">${escape_html(t("staff.merge.text"))}</p> `);
					TextField($$renderer, {
						label: t("staff.merge.number"),
						hint: t("staff.merge.hint"),
						inputmode: "numeric",
						ltr: true,
						autocomplete: "off",
						get value() {
							return typed;
						},
						set value($$value) {
							typed = $$value;
							$$settled = false;
						}
					});
					$$renderer.push(`<!----> <fieldset class="rows svelte-mzaov8"${attr("aria-busy", looking.busy)}><legend class="visually-hidden">${escape_html(t("staff.merge"))}</legend> `);
					const each_array = ensure_array_like(rows);
					if (each_array.length !== 0) {
						$$renderer.push("<!--[-->");
						for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
							let row = each_array[$$index];
							$$renderer.push(`<label class="svelte-mzaov8"><input type="radio" name="into"${attr("value", row.id)}${attr("checked", into === row.id, true)} class="svelte-mzaov8"/> <span class="about svelte-mzaov8"><bdi class="svelte-mzaov8">${escape_html(row.subject)}</bdi><span class="faint tabular svelte-mzaov8">${escape_html(ticketNumber(row.number))} · <bdi class="svelte-mzaov8">${escape_html(row.requester.name)}</bdi></span></span> `);
							StatusPill($$renderer, { status: row.status });
							$$renderer.push(`<!----></label>`);
						}
					} else {
						$$renderer.push("<!--[!-->");
						if (looking.busy) {
							$$renderer.push("<!--[0-->");
							Spinner($$renderer, { label: t("common.loading") });
						} else $$renderer.push(`<!--[-1--><p class="faint">${escape_html(t("common.nothingFound"))}</p>`);
						$$renderer.push(`<!--]-->`);
					}
					$$renderer.push(`<!--]--></fieldset> `);
					FormProblem($$renderer, { problem: attempt.problem ?? looking.problem });
					$$renderer.push(`<!----> <div class="row end svelte-mzaov8">`);
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
						icon: "merge",
						busy: attempt.busy,
						disabled: true,
						children: ($$renderer) => {
							$$renderer.push(`<!---->${escape_html(t("staff.merge.do"))}`);
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
export { MergeInto as default };
