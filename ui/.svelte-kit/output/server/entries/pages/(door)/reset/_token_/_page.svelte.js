import { a as derived, w as escape_html } from "../../../../../chunks/server.js";
import { t as Door } from "../../../../../chunks/Door.js";
import { t as Attempt } from "../../../../../chunks/attempt.svelte.js";
import { a as t } from "../../../../../chunks/i18n.svelte.js";
import { t as Button } from "../../../../../chunks/Button.js";
import { t as FormProblem } from "../../../../../chunks/FormProblem.js";
import { t as PasswordField } from "../../../../../chunks/PasswordField.js";
import { t as problemText } from "../../../../../chunks/problem2.js";
// src/lib/account/NewPassword.svelte
function NewPassword($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** A new password by a mailed link. Other proofs stay as they are, and every session ends. */
		let { token } = $$props;
		const attempt = new Attempt();
		const weak = derived(() => attempt.about("password"));
		let password = "";
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			$$renderer.push(`<!--[-1--><form class="stack">`);
			PasswordField($$renderer, {
				label: t("account.reset.new"),
				hint: t("account.passwordLong"),
				error: weak() && problemText(weak()),
				autocomplete: "new-password",
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
			FormProblem($$renderer, { problem: weak() ? void 0 : attempt.problem });
			$$renderer.push(`<!----> `);
			Button($$renderer, {
				type: "submit",
				look: "primary",
				wide: true,
				busy: attempt.busy,
				children: ($$renderer) => {
					$$renderer.push(`<!---->${escape_html(t("common.save"))}`);
				},
				$$slots: { default: true }
			});
			$$renderer.push(`<!----></form>`);
			$$renderer.push(`<!--]-->`);
		}
		do {
			$$settled = true;
			$$inner_renderer = $$renderer.copy();
			$$render_inner($$inner_renderer);
		} while (!$$settled);
		$$renderer.subsume($$inner_renderer);
	});
}
// src/routes/(door)/reset/[token]/+page.svelte
function _page($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		let { data } = $$props;
		Door($$renderer, {
			title: t("account.reset.title"),
			lead: t("account.reset.for", { email: data.reset.emailMasked }),
			children: ($$renderer) => {
				NewPassword($$renderer, { token: data.token });
			},
			$$slots: { default: true }
		});
	});
}
export { _page as default };
