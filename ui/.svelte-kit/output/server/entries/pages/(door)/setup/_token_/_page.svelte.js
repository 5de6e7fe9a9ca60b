import { a as derived, o as ensure_array_like, w as escape_html } from "../../../../../chunks/server.js";
import { t as Door } from "../../../../../chunks/Door.js";
import { t as arrive } from "../../../../../chunks/enter.js";
import { n as ask, t as api } from "../../../../../chunks/client.js";
import { a as t, c as allLanguages, d as languages, n as reader } from "../../../../../chunks/i18n.svelte.js";
import { t as Button } from "../../../../../chunks/Button.js";
import { t as Checkbox } from "../../../../../chunks/Checkbox.js";
import { t as IconButton } from "../../../../../chunks/IconButton.js";
import { t as Stepper } from "../../../../../chunks/Stepper.js";
import { t as TextField } from "../../../../../chunks/TextField.js";
import { t as ChooseProof } from "../../../../../chunks/ChooseProof.js";
import { t as EmptyState } from "../../../../../chunks/EmptyState.js";
// src/lib/account/Setup.svelte
function Setup($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** The first run: the organisation, its departments, and the first administrator. Nothing is sent before the end. */
		let { token, onsession } = $$props;
		const passwordMin = 8;
		let step = 0;
		let organisationName = "";
		let spoken = {
			en: true,
			ru: true,
			fa: true,
			zh: true
		};
		let departments = [{ name: t("account.setup.support") }];
		let person = {
			name: "",
			email: ""
		};
		const steps = derived(() => [
			t("account.setup.organisation"),
			t("account.setup.departments"),
			t("account.setup.you"),
			t("account.setup.proof")
		]);
		const chosen = derived(() => allLanguages.filter((language) => spoken[language]));
		const options = () => ask(api.POST("/setup/{token}/passkey/options", {
			params: { path: { token } },
			body: person
		}));
		async function finish(proof) {
			const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
			const body = {
				organisationName,
				language: reader.language,
				languages: chosen(),
				departments,
				...person,
				timeZone,
				...proof
			};
			await onsession(await ask(api.POST("/setup/{token}", {
				params: { path: { token } },
				body
			})));
		}
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			Stepper($$renderer, {
				steps: steps(),
				current: step
			});
			$$renderer.push(`<!----> `);
			if (step < 3) {
				$$renderer.push(`<!--[0--><form class="stack">`);
				if (step === 0) {
					$$renderer.push("<!--[0-->");
					TextField($$renderer, {
						label: t("account.setup.organisationName"),
						hint: t("account.setup.organisationHint"),
						autocomplete: "organization",
						required: true,
						get value() {
							return organisationName;
						},
						set value($$value) {
							organisationName = $$value;
							$$settled = false;
						}
					});
					$$renderer.push(`<!----> <fieldset class="languages svelte-1b6udr4"><legend class="svelte-1b6udr4">${escape_html(t("account.setup.languages"))}</legend> <!--[-->`);
					const each_array = ensure_array_like(allLanguages);
					for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
						let language = each_array[$$index];
						Checkbox($$renderer, {
							label: languages[language].name,
							disabled: chosen().length === 1 && spoken[language],
							get checked() {
								return spoken[language];
							},
							set checked($$value) {
								spoken[language] = $$value;
								$$settled = false;
							}
						});
					}
					$$renderer.push(`<!--]--></fieldset>`);
				} else if (step === 1) {
					$$renderer.push(`<!--[1--><p class="soft">${escape_html(t("account.setup.departmentsLead"))}</p> <!--[-->`);
					const each_array_1 = ensure_array_like(departments);
					for (let i = 0, $$length = each_array_1.length; i < $$length; i++) {
						let department = each_array_1[i];
						$$renderer.push(`<div class="department svelte-1b6udr4">`);
						TextField($$renderer, {
							label: t("account.setup.department"),
							hideLabel: i > 0,
							required: i === 0,
							get value() {
								return department.name;
							},
							set value($$value) {
								department.name = $$value;
								$$settled = false;
							}
						});
						$$renderer.push(`<!----> `);
						if (departments.length > 1) {
							$$renderer.push("<!--[0-->");
							IconButton($$renderer, {
								icon: "close",
								label: t("common.remove"),
								onclick: () => departments.splice(i, 1)
							});
						} else $$renderer.push("<!--[-1-->");
						$$renderer.push(`<!--]--></div>`);
					}
					$$renderer.push(`<!--]--> <div>`);
					Button($$renderer, {
						look: "plain",
						icon: "plus",
						onclick: () => departments.push({ name: "" }),
						children: ($$renderer) => {
							$$renderer.push(`<!---->${escape_html(t("account.setup.addDepartment"))}`);
						},
						$$slots: { default: true }
					});
					$$renderer.push(`<!----></div>`);
				} else {
					$$renderer.push(`<!--[-1--><p class="soft">${escape_html(t("account.setup.youLead"))}</p> `);
					TextField($$renderer, {
						label: t("account.name"),
						hint: t("account.nameHint"),
						autocomplete: "name",
						required: true,
						get value() {
							return person.name;
						},
						set value($$value) {
							person.name = $$value;
							$$settled = false;
						}
					});
					$$renderer.push(`<!----> `);
					TextField($$renderer, {
						label: t("account.email"),
						type: "email",
						ltr: true,
						autocomplete: "email",
						required: true,
						get value() {
							return person.email;
						},
						set value($$value) {
							person.email = $$value;
							$$settled = false;
						}
					});
					$$renderer.push(`<!---->`);
				}
				$$renderer.push(`<!--]--> <div class="spread">`);
				if (step > 0) {
					$$renderer.push("<!--[0-->");
					Button($$renderer, {
						look: "plain",
						icon: "back",
						onclick: () => step -= 1,
						children: ($$renderer) => {
							$$renderer.push(`<!---->${escape_html(t("common.back"))}`);
						},
						$$slots: { default: true }
					});
				} else $$renderer.push(`<!--[-1--><span></span>`);
				$$renderer.push(`<!--]--> `);
				Button($$renderer, {
					type: "submit",
					look: "primary",
					iconEnd: "next",
					children: ($$renderer) => {
						$$renderer.push(`<!---->${escape_html(t("common.continue"))}`);
					},
					$$slots: { default: true }
				});
				$$renderer.push(`<!----></div></form>`);
			} else {
				$$renderer.push("<!--[-1-->");
				ChooseProof($$renderer, {
					options,
					onproof: finish,
					passwordMin,
					factorRequired: true
				});
				$$renderer.push(`<!----> <div>`);
				Button($$renderer, {
					look: "plain",
					icon: "back",
					onclick: () => step -= 1,
					children: ($$renderer) => {
						$$renderer.push(`<!---->${escape_html(t("common.back"))}`);
					},
					$$slots: { default: true }
				});
				$$renderer.push(`<!----></div>`);
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
// src/routes/(door)/setup/[token]/+page.svelte
function _page($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		let { data } = $$props;
		Door($$renderer, {
			title: t("account.setup.title"),
			lead: t("account.setup.lead"),
			wide: true,
			children: ($$renderer) => {
				if (data.setup.valid) {
					$$renderer.push("<!--[0-->");
					Setup($$renderer, {
						token: data.token,
						onsession: arrive
					});
				} else {
					$$renderer.push("<!--[-1-->");
					EmptyState($$renderer, {
						icon: "link",
						title: t("common.problem.link_used")
					});
				}
				$$renderer.push(`<!--]-->`);
			},
			$$slots: { default: true }
		});
	});
}
export { _page as default };
