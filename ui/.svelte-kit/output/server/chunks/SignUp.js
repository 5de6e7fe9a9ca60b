import { w as escape_html } from "./server.js";
import { t as Attempt } from "./attempt.svelte.js";
import { a as t } from "./i18n.svelte.js";
import { t as Button } from "./Button.js";
import { t as FormProblem } from "./FormProblem.js";
import { t as TextField } from "./TextField.js";
// src/lib/account/SignUp.svelte
function SignUp($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Asks for a link by mail: a new account, or a new password. What is said after is the same for every address. */
		let { what } = $$props;
		const attempt = new Attempt();
		let email = "";
		let sent = false;
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			if (sent) {
				$$renderer.push(`<!--[0--><p role="status">${escape_html(what === "account" ? t("account.signUp.sent", { email }) : t("account.reset.sent", { email }))}</p> <p class="faint">${escape_html(t("account.signUp.nothing"))}</p> `);
				Button($$renderer, {
					onclick: () => sent = false,
					children: ($$renderer) => {
						$$renderer.push(`<!---->${escape_html(t("account.signUp.again"))}`);
					},
					$$slots: { default: true }
				});
				$$renderer.push(`<!---->`);
			} else {
				$$renderer.push(`<!--[-1--><form class="stack">`);
				TextField($$renderer, {
					label: t("account.email"),
					type: "email",
					ltr: true,
					autocomplete: "email",
					required: true,
					get value() {
						return email;
					},
					set value($$value) {
						email = $$value;
						$$settled = false;
					}
				});
				$$renderer.push(`<!----> `);
				FormProblem($$renderer, { problem: attempt.problem });
				$$renderer.push(`<!----> `);
				Button($$renderer, {
					type: "submit",
					look: "primary",
					wide: true,
					busy: attempt.busy,
					children: ($$renderer) => {
						$$renderer.push(`<!---->${escape_html(t("account.signUp.submit"))}`);
					},
					$$slots: { default: true }
				});
				$$renderer.push(`<!----></form>`);
			}
			$$renderer.push(`<!--]--> <a class="faint" href="/sign-in">${escape_html(t("account.toSignIn"))}</a>`);
		}
		do {
			$$settled = true;
			$$inner_renderer = $$renderer.copy();
			$$render_inner($$inner_renderer);
		} while (!$$settled);
		$$renderer.subsume($$inner_renderer);
	});
}
export { SignUp as t };
