import { o as ensure_array_like, w as escape_html } from "../../../../../chunks/server.js";
import { n as ask, t as api } from "../../../../../chunks/client.js";
import { t as Attempt } from "../../../../../chunks/attempt.svelte.js";
import { a as t, c as allLanguages, d as languages } from "../../../../../chunks/i18n.svelte.js";
import { t as Button } from "../../../../../chunks/Button.js";
import { t as Checkbox } from "../../../../../chunks/Checkbox.js";
import { t as ErrorState } from "../../../../../chunks/ErrorState.js";
import { t as FormProblem } from "../../../../../chunks/FormProblem.js";
import { t as Section } from "../../../../../chunks/Section.js";
import { t as Skeleton } from "../../../../../chunks/Skeleton.js";
import { t as Switch } from "../../../../../chunks/Switch.js";
import { t as TextField } from "../../../../../chunks/TextField.js";
import "../../../../../chunks/toasts.svelte.js";
// src/lib/admin/Settings.svelte
function Settings($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** What holds for the whole installation. */
		const fetching = new Attempt();
		const attempt = new Attempt();
		let form = void 0;
		const load = () => fetching.run(async () => form = await ask(api.GET("/admin/settings")));
		const speak = (settings, language, on) => settings.languages = on ? [...settings.languages, language] : settings.languages.filter((other) => other !== language);
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			$$renderer.push(`<div class="stack"><h1>${escape_html(t("admin.place.settings"))}</h1> `);
			if (fetching.problem && !form) {
				$$renderer.push("<!--[0-->");
				ErrorState($$renderer, {
					problem: fetching.problem,
					retry: load
				});
			} else if (!form) {
				$$renderer.push("<!--[1-->");
				Skeleton($$renderer, { lines: 8 });
			} else {
				$$renderer.push("<!--[-1-->");
				const settings = form;
				$$renderer.push(`<form class="stack">`);
				Section($$renderer, {
					title: t("admin.settings.general"),
					children: ($$renderer) => {
						TextField($$renderer, {
							label: t("admin.settings.name"),
							hint: t("account.setup.organisationHint"),
							required: true,
							maxlength: 200,
							get value() {
								return settings.name;
							},
							set value($$value) {
								settings.name = $$value;
								$$settled = false;
							}
						});
						$$renderer.push(`<!----> <fieldset class="svelte-dpx5q6"><legend class="svelte-dpx5q6">${escape_html(t("account.setup.languages"))}</legend> <!--[-->`);
						const each_array = ensure_array_like(allLanguages);
						for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
							let language = each_array[$$index];
							const on = settings.languages.includes(language);
							var bind_get = () => on;
							var bind_set = (next) => speak(settings, language, next);
							Checkbox($$renderer, {
								label: languages[language].name,
								disabled: on && settings.languages.length === 1,
								get checked() {
									return bind_get();
								},
								set checked($$value) {
									bind_set($$value);
								}
							});
						}
						$$renderer.push(`<!--]--></fieldset>`);
					},
					$$slots: { default: true }
				});
				$$renderer.push(`<!----> `);
				Section($$renderer, {
					title: t("admin.settings.clients"),
					children: ($$renderer) => {
						Switch($$renderer, {
							label: t("admin.settings.signUp"),
							hint: t("admin.settings.signUpHint"),
							get checked() {
								return settings.signUp;
							},
							set checked($$value) {
								settings.signUp = $$value;
								$$settled = false;
							}
						});
						$$renderer.push(`<!----> `);
						Switch($$renderer, {
							label: t("admin.settings.factor"),
							hint: t("admin.settings.factorHint"),
							get checked() {
								return settings.factorForClients;
							},
							set checked($$value) {
								settings.factorForClients = $$value;
								$$settled = false;
							}
						});
						$$renderer.push(`<!---->`);
					},
					$$slots: { default: true }
				});
				$$renderer.push(`<!----> `);
				FormProblem($$renderer, { problem: attempt.problem });
				$$renderer.push(`<!----> <div class="row">`);
				Button($$renderer, {
					type: "submit",
					look: "primary",
					busy: attempt.busy,
					children: ($$renderer) => {
						$$renderer.push(`<!---->${escape_html(t("common.save"))}`);
					},
					$$slots: { default: true }
				});
				$$renderer.push(`<!----> `);
				if (attempt.problem?.code === "version_stale") {
					$$renderer.push("<!--[0-->");
					Button($$renderer, {
						icon: "refresh",
						onclick: load,
						children: ($$renderer) => {
							$$renderer.push(`<!---->${escape_html(t("admin.reload"))}`);
						},
						$$slots: { default: true }
					});
				} else $$renderer.push("<!--[-1-->");
				$$renderer.push(`<!--]--></div></form>`);
			}
			$$renderer.push(`<!--]--></div>`);
		}
		do {
			$$settled = true;
			$$inner_renderer = $$renderer.copy();
			$$render_inner($$inner_renderer);
		} while (!$$settled);
		$$renderer.subsume($$inner_renderer);
	});
}
// src/routes/(staff)/admin/settings/+page.svelte
function _page($$renderer) {
	Settings($$renderer, {});
}
export { _page as default };
