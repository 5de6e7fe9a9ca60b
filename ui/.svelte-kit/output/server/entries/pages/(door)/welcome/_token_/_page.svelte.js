import { a as derived } from "../../../../../chunks/server.js";
import { t as Door } from "../../../../../chunks/Door.js";
import { t as arrive } from "../../../../../chunks/enter.js";
import { n as ask, t as api } from "../../../../../chunks/client.js";
import { a as t, n as reader } from "../../../../../chunks/i18n.svelte.js";
import { t as TextField } from "../../../../../chunks/TextField.js";
import { t as ChooseProof } from "../../../../../chunks/ChooseProof.js";
// src/lib/account/Welcome.svelte
function Welcome($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Accepts an invitation: a name, and a way to sign in. */
		let { token, invitation, onsession } = $$props;
		let name = "";
		let input = void 0;
		let missing = false;
		const path = derived(() => ({ path: { token } }));
		function ready() {
			missing = name.trim() === "";
			if (missing) input?.focus();
			return !missing;
		}
		const options = () => ask(api.POST("/invitations/{token}/passkey/options", {
			params: path(),
			body: { name }
		}));
		async function accept(proof) {
			const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
			const body = {
				name: name.trim(),
				language: reader.language,
				timeZone,
				...proof
			};
			await onsession(await ask(api.POST("/invitations/{token}", {
				params: path(),
				body
			})));
		}
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			TextField($$renderer, {
				label: t("account.name"),
				hint: t("account.nameHint"),
				error: missing ? t("common.problem.missing") : void 0,
				autocomplete: "name",
				required: true,
				get value() {
					return name;
				},
				set value($$value) {
					name = $$value;
					$$settled = false;
				},
				get input() {
					return input;
				},
				set input($$value) {
					input = $$value;
					$$settled = false;
				}
			});
			$$renderer.push(`<!----> `);
			ChooseProof($$renderer, {
				options,
				onproof: accept,
				passwordMin: invitation.passwordMin,
				factorRequired: invitation.factorRequired,
				ready
			});
			$$renderer.push(`<!---->`);
		}
		do {
			$$settled = true;
			$$inner_renderer = $$renderer.copy();
			$$render_inner($$inner_renderer);
		} while (!$$settled);
		$$renderer.subsume($$inner_renderer);
	});
}
// src/routes/(door)/welcome/[token]/+page.svelte
function _page($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		let { data } = $$props;
		Door($$renderer, {
			title: t("account.welcome.title", { name: data.invitation.installation }),
			lead: t("account.welcome.lead", { email: data.invitation.email }),
			children: ($$renderer) => {
				Welcome($$renderer, {
					token: data.token,
					invitation: data.invitation,
					onsession: arrive
				});
			},
			$$slots: { default: true }
		});
	});
}
export { _page as default };
