import { C as attr, a as derived, o as ensure_array_like, w as escape_html } from "./server.js";
import { n as ask, t as api } from "./client.js";
import { t as Attempt } from "./attempt.svelte.js";
import { a as t } from "./i18n.svelte.js";
import { t as Avatar } from "./Avatar.js";
import { n as Spinner, t as Button } from "./Button.js";
import { t as Dialog } from "./Dialog.js";
import { t as FormProblem } from "./FormProblem.js";
import { t as TextField } from "./TextField.js";
// src/lib/ticket/desk/CallIn.svelte
function CallIn($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Calls a specialist to the case. From then on they see this ticket, and of the desk nothing else. */
		let { open, onclose } = $$props;
		const attempt = new Attempt();
		const looking = new Attempt();
		let typed = "";
		let found = [];
		const called = derived(() => new Set(open.ticket?.members.filter(({ role }) => role === "specialist").map(({ account }) => account.id)));
		async function call(account) {
			const path = {
				id: open.id,
				account
			};
			if (!await attempt.run(() => ask(api.PUT("/tickets/{id}/members/{account}", {
				params: { path },
				body: { role: "specialist" }
			})))) return;
			open.refresh();
			open.talk.catchUp();
			onclose();
		}
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			Dialog($$renderer, {
				open: true,
				title: t("staff.callIn"),
				onclose,
				children: ($$renderer) => {
					$$renderer.push(`<div class="stack"><p class="soft">${escape_html(t("staff.callIn.text"))}</p> `);
					TextField($$renderer, {
						label: t("staff.callIn.name"),
						autocomplete: "off",
						get value() {
							return typed;
						},
						set value($$value) {
							typed = $$value;
							$$settled = false;
						}
					});
					$$renderer.push(`<!----> <ul class="found svelte-amnomt"${attr("aria-busy", looking.busy)}>`);
					const each_array = ensure_array_like(found);
					if (each_array.length !== 0) {
						$$renderer.push("<!--[-->");
						for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
							let person = each_array[$$index];
							$$renderer.push(`<li class="svelte-amnomt">`);
							Avatar($$renderer, {
								name: person.name,
								id: person.id,
								size: "s"
							});
							$$renderer.push(`<!----><bdi class="truncate svelte-amnomt">${escape_html(person.name)}</bdi>`);
							Button($$renderer, {
								disabled: called().has(person.id),
								busy: attempt.busy,
								onclick: () => void call(person.id),
								children: ($$renderer) => {
									$$renderer.push(`<!---->${escape_html(t("staff.callIn.do"))}`);
								},
								$$slots: { default: true }
							});
							$$renderer.push(`<!----></li>`);
						}
					} else {
						$$renderer.push(`<!--[!--><li class="svelte-amnomt">`);
						if (looking.busy) {
							$$renderer.push("<!--[0-->");
							Spinner($$renderer, { label: t("common.loading") });
						} else $$renderer.push(`<!--[-1--><span class="faint">${escape_html(t("common.nothingFound"))}</span>`);
						$$renderer.push(`<!--]--></li>`);
					}
					$$renderer.push(`<!--]--></ul> `);
					FormProblem($$renderer, { problem: attempt.problem ?? looking.problem });
					$$renderer.push(`<!----></div>`);
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
export { CallIn as default };
