import { C as attr, a as derived, u as spread_props, w as escape_html } from "../../../../../../chunks/server.js";
import { t as page } from "../../../../../../chunks/state.js";
import { n as session } from "../../../../../../chunks/session.svelte.js";
import { n as ask, t as api } from "../../../../../../chunks/client.js";
import { t as Attempt } from "../../../../../../chunks/attempt.svelte.js";
import { a as t, d as languages, u as isLanguage } from "../../../../../../chunks/i18n.svelte.js";
import { t as Avatar } from "../../../../../../chunks/Avatar.js";
import { t as Banner } from "../../../../../../chunks/Banner.js";
import { t as Button } from "../../../../../../chunks/Button.js";
import { t as DateTime } from "../../../../../../chunks/DateTime.js";
import { t as ErrorState } from "../../../../../../chunks/ErrorState.js";
import { t as FormProblem } from "../../../../../../chunks/FormProblem.js";
import { t as Section } from "../../../../../../chunks/Section.js";
import { t as Skeleton } from "../../../../../../chunks/Skeleton.js";
import { t as Switch } from "../../../../../../chunks/Switch.js";
import { t as toasts } from "../../../../../../chunks/toasts.svelte.js";
import { t as Confirm } from "../../../../../../chunks/Confirm.js";
import { i as AccountState, n as noRights, r as rightsOf, t as RightsForm } from "../../../../../../chunks/RightsForm.js";
import { n as allOrganisations, t as allDepartments } from "../../../../../../chunks/names.svelte.js";
// src/lib/ui/Facts.svelte
function Facts($$renderer, $$props) {
	/** Names and values side by side; use `<dt>` and `<dd>`. */
	let { children } = $$props;
	$$renderer.push(`<dl class="svelte-vjfsb1">`);
	children($$renderer);
	$$renderer.push(`<!----></dl>`);
}
// src/lib/admin/AccountDoor.svelte
function AccountDoor($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Whether the account may come in at all: disable, enable, invite again. */
		let { account, onchange } = $$props;
		const attempt = new Attempt();
		let asking = false;
		const at = derived(() => ({ params: { path: { id: account.id } } }));
		async function run(work, said) {
			if (!await attempt.run(work)) return;
			asking = false;
			toasts.say(said, "good");
			await onchange();
		}
		const disable = () => run(() => ask(api.POST("/admin/accounts/{id}/disable", at())), t("admin.disable.done"));
		const enable = () => run(() => ask(api.POST("/admin/accounts/{id}/enable", at())), t("admin.enable.done"));
		const again = () => run(() => ask(api.POST("/admin/accounts/{id}/invite-again", at())), t("admin.invite.sent", { email: account.email }));
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			Section($$renderer, {
				title: t("admin.door.title"),
				lead: account.state === "invited" ? t("admin.door.invited") : account.state === "disabled" ? t("admin.door.disabled") : t("admin.door.active"),
				children: ($$renderer) => {
					if (!asking) {
						$$renderer.push("<!--[0-->");
						FormProblem($$renderer, { problem: attempt.problem });
					} else $$renderer.push("<!--[-1-->");
					$$renderer.push(`<!--]--> <div class="row">`);
					if (account.state === "disabled") {
						$$renderer.push("<!--[0-->");
						Button($$renderer, {
							look: "primary",
							busy: attempt.busy,
							onclick: enable,
							children: ($$renderer) => {
								$$renderer.push(`<!---->${escape_html(t("admin.enable.do"))}`);
							},
							$$slots: { default: true }
						});
					} else {
						$$renderer.push("<!--[-1-->");
						if (account.state === "invited") {
							$$renderer.push("<!--[0-->");
							Button($$renderer, {
								icon: "mail",
								busy: attempt.busy,
								onclick: again,
								children: ($$renderer) => {
									$$renderer.push(`<!---->${escape_html(t("admin.invite.again"))}`);
								},
								$$slots: { default: true }
							});
						} else $$renderer.push("<!--[-1-->");
						$$renderer.push(`<!--]--> `);
						Button($$renderer, {
							look: "danger",
							onclick: () => [asking, attempt.problem] = [true, void 0],
							children: ($$renderer) => {
								$$renderer.push(`<!---->${escape_html(t("admin.disable.do"))}`);
							},
							$$slots: { default: true }
						});
						$$renderer.push(`<!---->`);
					}
					$$renderer.push(`<!--]--></div>`);
				},
				$$slots: { default: true }
			});
			$$renderer.push(`<!----> `);
			Confirm($$renderer, {
				title: t("admin.disable.title", { name: account.name }),
				action: t("admin.disable.do"),
				busy: attempt.busy,
				problem: attempt.problem,
				onconfirm: disable,
				get open() {
					return asking;
				},
				set open($$value) {
					asking = $$value;
					$$settled = false;
				},
				children: ($$renderer) => {
					$$renderer.push(`<ul class="svelte-v4s31a"><li>${escape_html(t("admin.disable.1"))}</li> <li>${escape_html(t("admin.disable.2"))}</li> <li>${escape_html(t("admin.disable.3"))}</li></ul>`);
				},
				$$slots: { default: true }
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
// src/lib/admin/Account.svelte
function Account($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** One account: what it may do, and whether it may do anything. */
		let { id } = $$props;
		const fetching = new Attempt();
		const attempt = new Attempt();
		let account = void 0;
		let choices = void 0;
		let rights = noRights();
		let factorRequired = false;
		const mine = derived(() => id === session.account?.id);
		function show(fresh) {
			account = fresh;
			rights = rightsOf(fresh);
			factorRequired = fresh.factorRequired;
		}
		const load = () => fetching.run(async () => {
			choices ??= {
				departments: await allDepartments(),
				organisations: await allOrganisations()
			};
			show(await ask(api.GET("/admin/accounts/{id}", { params: { path: { id } } })));
		});
		const proofs = ({ passkeys, totp, password }) => [
			passkeys > 0 ? t("admin.account.passkeys", { count: passkeys }) : "",
			totp ? t("admin.account.totp") : "",
			password ? t("admin.account.password") : ""
		].filter(Boolean).join(" · ") || t("admin.account.noProof");
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			$$renderer.push(`<div class="stack"><a class="faint" href="/admin/accounts">${escape_html(t("admin.place.accounts"))}</a> `);
			if (fetching.problem && !account) {
				$$renderer.push("<!--[0-->");
				ErrorState($$renderer, {
					problem: fetching.problem,
					retry: load
				});
			} else if (!account || !choices) {
				$$renderer.push("<!--[1-->");
				Skeleton($$renderer, { lines: 8 });
			} else {
				$$renderer.push(`<!--[-1--><div class="head svelte-qnewre">`);
				Avatar($$renderer, {
					name: account.name,
					id: account.id,
					size: "l"
				});
				$$renderer.push(`<!----><div><h1><bdi>${escape_html(account.name)}</bdi></h1><bdi class="ltr soft">${escape_html(account.email)}</bdi></div>`);
				AccountState($$renderer, { state: account.state });
				$$renderer.push(`<!----></div> `);
				Section($$renderer, {
					title: t("admin.account.about"),
					children: ($$renderer) => {
						Facts($$renderer, {
							children: ($$renderer) => {
								$$renderer.push(`<dt>${escape_html(t("admin.account.language"))}</dt><dd>${escape_html(isLanguage(account.language) ? languages[account.language].name : account.language)}</dd> <dt>${escape_html(t("admin.account.made"))}</dt><dd>`);
								DateTime($$renderer, {
									at: account.createdAt,
									look: "date"
								});
								$$renderer.push(`<!----></dd> `);
								if (account.seenAt) {
									$$renderer.push(`<!--[0--><dt>${escape_html(t("admin.account.seen"))}</dt><dd>`);
									DateTime($$renderer, { at: account.seenAt });
									$$renderer.push(`<!----></dd>`);
								} else $$renderer.push("<!--[-1-->");
								$$renderer.push(`<!--]--> `);
								if (account.factors) $$renderer.push(`<!--[0--><dt>${escape_html(t("admin.account.proofs"))}</dt><dd>${escape_html(proofs(account.factors))}</dd>`);
								else $$renderer.push("<!--[-1-->");
								$$renderer.push(`<!--]-->`);
							},
							$$slots: { default: true }
						});
					},
					$$slots: { default: true }
				});
				$$renderer.push(`<!----> `);
				Section($$renderer, {
					title: t("admin.rights.title"),
					lead: t("admin.rights.lead"),
					children: ($$renderer) => {
						if (mine()) {
							$$renderer.push("<!--[0-->");
							Banner($$renderer, {
								children: ($$renderer) => {
									$$renderer.push(`<!---->${escape_html(t("admin.rights.mine"))}`);
								},
								$$slots: { default: true }
							});
						} else $$renderer.push("<!--[-1-->");
						$$renderer.push(`<!--]--> <form><fieldset class="stack svelte-qnewre"${attr("disabled", mine(), true)}><legend class="visually-hidden">${escape_html(t("admin.rights.title"))}</legend> `);
						RightsForm($$renderer, spread_props([choices, {
							get rights() {
								return rights;
							},
							set rights($$value) {
								rights = $$value;
								$$settled = false;
							}
						}]));
						$$renderer.push(`<!----> `);
						Switch($$renderer, {
							label: t("admin.account.factorRequired"),
							hint: t("admin.account.factorRequiredHint"),
							get checked() {
								return factorRequired;
							},
							set checked($$value) {
								factorRequired = $$value;
								$$settled = false;
							}
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
						$$renderer.push(`<!--]--></div></fieldset></form>`);
					},
					$$slots: { default: true }
				});
				$$renderer.push(`<!----> `);
				if (!mine()) {
					$$renderer.push("<!--[0-->");
					AccountDoor($$renderer, {
						account,
						onchange: load
					});
				} else $$renderer.push("<!--[-1-->");
				$$renderer.push(`<!--]-->`);
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
// src/routes/(staff)/admin/accounts/[id]/+page.svelte
function _page($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		$$renderer.push(`<!---->`);
		Account($$renderer, { id: page.params["id"] ?? "" });
		$$renderer.push(`<!---->`);
	});
}
export { _page as default };
