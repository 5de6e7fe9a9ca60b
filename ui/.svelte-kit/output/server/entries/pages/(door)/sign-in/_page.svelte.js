import { a as derived, w as escape_html } from "../../../../chunks/server.js";
import { t as Door } from "../../../../chunks/Door.js";
import { t as arrive } from "../../../../chunks/enter.js";
import { n as ask, t as api } from "../../../../chunks/client.js";
import { t as Attempt } from "../../../../chunks/attempt.svelte.js";
import { a as t } from "../../../../chunks/i18n.svelte.js";
import { t as Button } from "../../../../chunks/Button.js";
import { t as FormProblem } from "../../../../chunks/FormProblem.js";
import { t as TextField } from "../../../../chunks/TextField.js";
import { t as CodeField } from "../../../../chunks/CodeField.js";
import { r as usePasskey, t as passkeysWork } from "../../../../chunks/passkey.js";
import { n as session } from "../../../../chunks/session.svelte.js";
import "../../../../chunks/index-server.js";
import { t as PasswordField } from "../../../../chunks/PasswordField.js";
import { t as Banner } from "../../../../chunks/Banner.js";
// src/lib/account/Factor.svelte
function Factor($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** The second proof after a password. */
		let { onsession } = $$props;
		const attempt = new Attempt();
		const factors = derived(() => session.current?.factors);
		let recovery = false;
		let code = "";
		function submit(event) {
			event?.preventDefault();
			const body = recovery ? { recoveryCode: code.trim() } : { code };
			attempt.run(async () => onsession(await ask(api.POST("/sign-in/factor", { body }))));
		}
		function passkey() {
			attempt.run(async () => {
				const answer = await usePasskey(await ask(api.POST("/sign-in/passkey/options")));
				await onsession(await ask(api.POST("/sign-in/passkey", { body: answer })));
			});
		}
		function change() {
			recovery = !recovery;
			code = "";
			attempt.problem = void 0;
		}
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			$$renderer.push(`<form class="stack">`);
			if (recovery) {
				$$renderer.push("<!--[0-->");
				TextField($$renderer, {
					label: t("account.factor.recoveryCode"),
					hint: t("account.factor.recoveryHint"),
					ltr: true,
					autocomplete: "off",
					spellcheck: "false",
					required: true,
					get value() {
						return code;
					},
					set value($$value) {
						code = $$value;
						$$settled = false;
					}
				});
			} else {
				$$renderer.push("<!--[-1-->");
				CodeField($$renderer, {
					problem: attempt.about("code"),
					oncomplete: () => submit(),
					get value() {
						return code;
					},
					set value($$value) {
						code = $$value;
						$$settled = false;
					}
				});
			}
			$$renderer.push(`<!--]--> `);
			FormProblem($$renderer, { problem: recovery || !attempt.about("code") ? attempt.problem : void 0 });
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
			$$renderer.push(`<!----> `);
			if (passkeysWork() && (factors()?.passkeys ?? 0) > 0) {
				$$renderer.push("<!--[0-->");
				Button($$renderer, {
					icon: "passkey",
					wide: true,
					onclick: passkey,
					children: ($$renderer) => {
						$$renderer.push(`<!---->${escape_html(t("account.factor.passkey"))}`);
					},
					$$slots: { default: true }
				});
			} else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]--> `);
			Button($$renderer, {
				look: "plain",
				wide: true,
				onclick: change,
				children: ($$renderer) => {
					$$renderer.push(`<!---->${escape_html(recovery ? t("account.factor.useCode") : t("account.factor.useRecovery"))}`);
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
// src/lib/account/SignIn.svelte
function SignIn($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		let { onsession } = $$props;
		const attempt = new Attempt();
		const withPasskey = new Attempt();
		let email = "";
		let password = "";
		const options = () => ask(api.POST("/sign-in/passkey/options"));
		async function passkey(more = {}) {
			const answer = await usePasskey(await options(), more);
			await onsession(await ask(api.POST("/sign-in/passkey", { body: answer })));
		}
		function press() {
			withPasskey.run(() => passkey());
		}
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			$$renderer.push(`<div class="stack">`);
			if (passkeysWork()) {
				$$renderer.push("<!--[0-->");
				Button($$renderer, {
					look: "primary",
					icon: "passkey",
					wide: true,
					busy: withPasskey.busy,
					onclick: press,
					children: ($$renderer) => {
						$$renderer.push(`<!---->${escape_html(t("account.signIn.passkey"))}`);
					},
					$$slots: { default: true }
				});
				$$renderer.push(`<!----> `);
				FormProblem($$renderer, { problem: withPasskey.problem });
				$$renderer.push(`<!----> <p class="or svelte-1jwxj0h"><span>${escape_html(t("account.signIn.or"))}</span></p>`);
			} else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]--> <form class="stack">`);
			TextField($$renderer, {
				label: t("account.email"),
				type: "email",
				ltr: true,
				name: "email",
				autocomplete: "username webauthn",
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
			PasswordField($$renderer, {
				label: t("account.password"),
				name: "password",
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
			FormProblem($$renderer, { problem: attempt.problem });
			$$renderer.push(`<!----> `);
			Button($$renderer, {
				type: "submit",
				wide: true,
				look: passkeysWork() ? "secondary" : "primary",
				busy: attempt.busy,
				children: ($$renderer) => {
					$$renderer.push(`<!---->${escape_html(t("account.signIn.submit"))}`);
				},
				$$slots: { default: true }
			});
			$$renderer.push(`<!----></form> <div class="spread links svelte-1jwxj0h"><a href="/reset">${escape_html(t("account.signIn.forgot"))}</a> `);
			if (session.installation?.signUp) $$renderer.push(`<!--[0--><a href="/sign-up">${escape_html(t("account.signIn.signUp"))}</a>`);
			else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]--> `);
			if (session.installation?.demo) $$renderer.push(`<!--[0--><a href="/demo">${escape_html(t("account.demo.link"))}</a>`);
			else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]--></div></div>`);
		}
		do {
			$$settled = true;
			$$inner_renderer = $$renderer.copy();
			$$render_inner($$inner_renderer);
		} while (!$$settled);
		$$renderer.subsume($$inner_renderer);
	});
}
// src/routes/(door)/sign-in/+page.svelte
function _page($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		if (session.current?.state === "factor") {
			$$renderer.push("<!--[0-->");
			Door($$renderer, {
				title: t("account.factor.title"),
				lead: t("account.factor.lead"),
				children: ($$renderer) => {
					Factor($$renderer, { onsession: arrive });
				},
				$$slots: { default: true }
			});
		} else {
			$$renderer.push("<!--[-1-->");
			Door($$renderer, {
				title: t("account.signIn.title"),
				children: ($$renderer) => {
					if (session.installation?.setupNeeded) {
						$$renderer.push("<!--[0-->");
						Banner($$renderer, {
							look: "warn",
							children: ($$renderer) => {
								$$renderer.push(`<!---->${escape_html(t("account.setup.needed"))}`);
							},
							$$slots: { default: true }
						});
					} else $$renderer.push("<!--[-1-->");
					$$renderer.push(`<!--]--> `);
					SignIn($$renderer, { onsession: arrive });
					$$renderer.push(`<!---->`);
				},
				$$slots: { default: true }
			});
		}
		$$renderer.push(`<!--]-->`);
	});
}
export { _page as default };
