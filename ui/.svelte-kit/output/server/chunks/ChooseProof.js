import { w as escape_html } from "./server.js";
import { t as Attempt } from "./attempt.svelte.js";
import { a as t } from "./i18n.svelte.js";
import { t as Banner } from "./Banner.js";
import { t as Button } from "./Button.js";
import { t as FormProblem } from "./FormProblem.js";
import { t as PasswordField } from "./PasswordField.js";
import { t as problemText } from "./problem2.js";
import { t as RadioGroup } from "./RadioGroup.js";
import { t as passkeysWork } from "./passkey.js";
// src/lib/account/ChooseProof.svelte
function ChooseProof($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Where the options for a new passkey come from. */
		/** A password will have to be followed by a second proof. */
		/** What else must be right before anything is sent. */
		let { options, onproof, passwordMin, factorRequired, ready = () => true } = $$props;
		const attempt = new Attempt();
		let way = passkeysWork() ? "passkey" : "password";
		let password = "";
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			$$renderer.push(`<form class="stack">`);
			RadioGroup($$renderer, {
				label: t("account.proof.how"),
				options: [{
					value: "passkey",
					label: t("account.proof.passkey"),
					hint: passkeysWork() ? t("account.proof.passkeyHint") : t("account.proof.noPasskeys"),
					icon: "passkey",
					disabled: !passkeysWork()
				}, {
					value: "password",
					label: t("account.proof.password"),
					hint: t("account.proof.passwordHint"),
					icon: "key"
				}],
				get value() {
					return way;
				},
				set value($$value) {
					way = $$value;
					$$settled = false;
				}
			});
			$$renderer.push(`<!----> `);
			if (way === "password") {
				$$renderer.push("<!--[0-->");
				const weak = attempt.about("password");
				PasswordField($$renderer, {
					label: t("account.password"),
					hint: t("account.passwordMin", { count: passwordMin }),
					error: weak && problemText(weak),
					autocomplete: "new-password",
					minlength: passwordMin,
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
				if (factorRequired) {
					$$renderer.push("<!--[0-->");
					Banner($$renderer, {
						icon: "phone",
						children: ($$renderer) => {
							$$renderer.push(`<!---->${escape_html(t("account.proof.factorNext"))}`);
						},
						$$slots: { default: true }
					});
				} else $$renderer.push("<!--[-1-->");
				$$renderer.push(`<!--]-->`);
			} else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]--> `);
			FormProblem($$renderer, { problem: attempt.about("password") ? void 0 : attempt.problem });
			$$renderer.push(`<!----> `);
			Button($$renderer, {
				type: "submit",
				look: "primary",
				wide: true,
				busy: attempt.busy,
				children: ($$renderer) => {
					$$renderer.push(`<!---->${escape_html(way === "passkey" ? t("account.proof.make") : t("common.continue"))}`);
				},
				$$slots: { default: true }
			});
			$$renderer.push(`<!----></form>`);
		}
		do {
			$$settled = true;
			$$inner_renderer = $$renderer.copy();
			$$render_inner($$inner_renderer);
		} while (!$$settled);
		$$renderer.subsume($$inner_renderer);
	});
}
export { ChooseProof as t };
