import { a as derived, w as escape_html } from "./server.js";
import { n as ask, t as api } from "./client.js";
import { t as Attempt } from "./attempt.svelte.js";
import { a as t } from "./i18n.svelte.js";
import { t as Button } from "./Button.js";
import { t as Dialog } from "./Dialog.js";
import { t as FormProblem } from "./FormProblem.js";
import { t as PasswordField } from "./PasswordField.js";
import { t as CodeField } from "./CodeField.js";
import { r as usePasskey, t as passkeysWork } from "./passkey.js";
import { n as session, r as stepUp } from "./session.svelte.js";
// src/lib/account/StepUpDialog.svelte
function StepUpDialog($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		const attempt = new Attempt();
		const factors = derived(() => session.current?.factors);
		const passkey = derived(() => passkeysWork() && (factors()?.passkeys ?? 0) > 0);
		let password = "";
		let code = "";
		async function prove(work) {
			if (await attempt.run(work)) stepUp.finish(true);
			password = code = "";
		}
		const byPasskey = () => prove(async () => {
			const answer = await usePasskey(await ask(api.POST("/step-up/passkey/options")));
			await ask(api.POST("/step-up/passkey", { body: answer }));
		});
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			Dialog($$renderer, {
				title: t("account.stepUp.title"),
				onclose: () => stepUp.finish(false),
				get open() {
					return stepUp.open;
				},
				set open($$value) {
					stepUp.open = $$value;
					$$settled = false;
				},
				children: ($$renderer) => {
					$$renderer.push(`<div class="stack"><p class="soft">${escape_html(t("account.stepUp.lead"))}</p> `);
					if (passkey()) {
						$$renderer.push("<!--[0-->");
						Button($$renderer, {
							look: "primary",
							icon: "passkey",
							wide: true,
							busy: attempt.busy,
							onclick: byPasskey,
							children: ($$renderer) => {
								$$renderer.push(`<!---->${escape_html(t("account.stepUp.passkey"))}`);
							},
							$$slots: { default: true }
						});
					} else $$renderer.push("<!--[-1-->");
					$$renderer.push(`<!--]--> `);
					if (factors()?.password) {
						$$renderer.push(`<!--[0--><form class="stack">`);
						PasswordField($$renderer, {
							label: t("account.password"),
							autocomplete: "current-password",
							required: true,
							get value() {
								return password;
							},
							set value($$value) {
								password = $$value;
								$$settled = false;
							}
						});
						$$renderer.push(`<!----> `);
						if (factors().totp) {
							$$renderer.push("<!--[0-->");
							CodeField($$renderer, {
								get value() {
									return code;
								},
								set value($$value) {
									code = $$value;
									$$settled = false;
								}
							});
						} else $$renderer.push("<!--[-1-->");
						$$renderer.push(`<!--]--> `);
						Button($$renderer, {
							type: "submit",
							wide: true,
							look: passkey() ? "secondary" : "primary",
							busy: attempt.busy,
							children: ($$renderer) => {
								$$renderer.push(`<!---->${escape_html(t("account.stepUp.password"))}`);
							},
							$$slots: { default: true }
						});
						$$renderer.push(`<!----></form>`);
					} else $$renderer.push("<!--[-1-->");
					$$renderer.push(`<!--]--> `);
					FormProblem($$renderer, { problem: attempt.problem });
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
export { StepUpDialog as default };
