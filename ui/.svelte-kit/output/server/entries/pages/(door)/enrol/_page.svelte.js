import { w as escape_html } from "../../../../chunks/server.js";
import { t as Door } from "../../../../chunks/Door.js";
import { n as ask, t as api } from "../../../../chunks/client.js";
import { t as Attempt } from "../../../../chunks/attempt.svelte.js";
import { a as t } from "../../../../chunks/i18n.svelte.js";
import { t as Button } from "../../../../chunks/Button.js";
import { t as FormProblem } from "../../../../chunks/FormProblem.js";
import { t as RadioGroup } from "../../../../chunks/RadioGroup.js";
import { t as passkeysWork } from "../../../../chunks/passkey.js";
import { n as RecoveryCodes, t as TotpEnrol } from "../../../../chunks/TotpEnrol.js";
import { t as arrive } from "../../../../chunks/enter.js";
// src/lib/account/Enrol.svelte
function Enrol($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** A second proof that the role demands, before anything else opens. */
		let { onsession } = $$props;
		const attempt = new Attempt();
		let way = passkeysWork() ? "passkey" : "totp";
		let chosen = false;
		let codes = [];
		const finish = () => attempt.run(async () => onsession(await ask(api.GET("/session"))));
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			if (codes.length > 0) {
				$$renderer.push(`<!--[0--><h2>${escape_html(t("account.recovery.title"))}</h2> `);
				RecoveryCodes($$renderer, {
					codes,
					oncontinue: finish
				});
				$$renderer.push(`<!---->`);
			} else if (chosen) {
				$$renderer.push("<!--[1-->");
				TotpEnrol($$renderer, { oncodes: (made) => codes = made });
				$$renderer.push(`<!----> `);
				Button($$renderer, {
					look: "plain",
					icon: "back",
					onclick: () => chosen = false,
					children: ($$renderer) => {
						$$renderer.push(`<!---->${escape_html(t("common.back"))}`);
					},
					$$slots: { default: true }
				});
				$$renderer.push(`<!---->`);
			} else {
				$$renderer.push(`<!--[-1--><form class="stack">`);
				RadioGroup($$renderer, {
					label: t("account.enrol.how"),
					options: [{
						value: "passkey",
						label: t("account.proof.passkey"),
						hint: passkeysWork() ? t("account.proof.passkeyHint") : t("account.proof.noPasskeys"),
						icon: "passkey",
						disabled: !passkeysWork()
					}, {
						value: "totp",
						label: t("account.enrol.totp"),
						hint: t("account.enrol.totpHint"),
						icon: "phone"
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
				FormProblem($$renderer, { problem: attempt.problem });
				$$renderer.push(`<!----> `);
				Button($$renderer, {
					type: "submit",
					look: "primary",
					wide: true,
					busy: attempt.busy,
					children: ($$renderer) => {
						$$renderer.push(`<!---->${escape_html(t("common.continue"))}`);
					},
					$$slots: { default: true }
				});
				$$renderer.push(`<!----></form>`);
			}
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
// src/routes/(door)/enrol/+page.svelte
function _page($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		Door($$renderer, {
			title: t("account.enrol.title"),
			lead: t("account.enrol.lead"),
			children: ($$renderer) => {
				Enrol($$renderer, { onsession: arrive });
			},
			$$slots: { default: true }
		});
	});
}
export { _page as default };
