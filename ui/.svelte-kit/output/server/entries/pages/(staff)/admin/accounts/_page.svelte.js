import { C as attr, a as derived, d as stringify, i as bind_props, w as escape_html } from "../../../../../chunks/server.js";
import { n as ask, t as api } from "../../../../../chunks/client.js";
import { t as CursorList } from "../../../../../chunks/list.svelte.js";
import { o as list } from "../../../../../chunks/format.js";
import { a as t, c as allLanguages, d as languages, n as reader } from "../../../../../chunks/i18n.svelte.js";
import { t as Avatar } from "../../../../../chunks/Avatar.js";
import { t as Button } from "../../../../../chunks/Button.js";
import { t as EmptyState } from "../../../../../chunks/EmptyState.js";
import { t as Table } from "../../../../../chunks/Table.js";
import { t as TextField } from "../../../../../chunks/TextField.js";
import { i as AccountState, n as noRights } from "../../../../../chunks/RightsForm.js";
import "../../../../../chunks/navigation.js";
import { n as session } from "../../../../../chunks/session.svelte.js";
import { t as Attempt } from "../../../../../chunks/attempt.svelte.js";
import { t as Dialog } from "../../../../../chunks/Dialog.js";
import { t as FormProblem } from "../../../../../chunks/FormProblem.js";
import { t as problemText } from "../../../../../chunks/problem2.js";
import { t as Select } from "../../../../../chunks/Select.js";
import { t as Skeleton } from "../../../../../chunks/Skeleton.js";
import "../../../../../chunks/toasts.svelte.js";
import "../../../../../chunks/names.svelte.js";
// src/lib/admin/Invite.svelte
function Invite($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Invites somebody: what they will be is said here, how they sign in they choose themselves. */
		let { open = false } = $$props;
		const fetching = new Attempt();
		const attempt = new Attempt();
		const spoken = derived(() => session.offered.length > 0 ? session.offered : allLanguages);
		let person = {
			name: "",
			email: "",
			language: reader.language
		};
		noRights();
		const taken = derived(() => attempt.problem?.code === "conflict");
		const wrong = derived(() => attempt.about("email"));
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			Dialog($$renderer, {
				wide: true,
				title: t("admin.invite.title"),
				get open() {
					return open;
				},
				set open($$value) {
					open = $$value;
					$$settled = false;
				},
				children: ($$renderer) => {
					$$renderer.push(`<form class="stack"><p class="soft">${escape_html(t("admin.invite.lead"))}</p> <div class="who svelte-1ilmlcm">`);
					TextField($$renderer, {
						label: t("admin.account.name"),
						autocomplete: "off",
						maxlength: 200,
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
						label: t("admin.account.email"),
						type: "email",
						ltr: true,
						autocomplete: "off",
						required: true,
						error: taken() ? t("admin.invite.taken") : wrong() && problemText(wrong()),
						get value() {
							return person.email;
						},
						set value($$value) {
							person.email = $$value;
							$$settled = false;
						}
					});
					$$renderer.push(`<!----> `);
					Select($$renderer, {
						label: t("admin.account.language"),
						options: spoken().map((value) => ({
							value,
							label: languages[value].name
						})),
						get value() {
							return person.language;
						},
						set value($$value) {
							person.language = $$value;
							$$settled = false;
						}
					});
					$$renderer.push(`<!----></div> `);
					if (fetching.problem) {
						$$renderer.push("<!--[1-->");
						FormProblem($$renderer, { problem: fetching.problem });
					} else {
						$$renderer.push("<!--[-1-->");
						Skeleton($$renderer, { lines: 5 });
					}
					$$renderer.push(`<!--]--> `);
					FormProblem($$renderer, { problem: taken() || wrong() ? void 0 : attempt.problem });
					$$renderer.push(`<!----> <div class="end svelte-1ilmlcm">`);
					Button($$renderer, {
						type: "submit",
						look: "primary",
						icon: "mail",
						busy: attempt.busy,
						disabled: true,
						children: ($$renderer) => {
							$$renderer.push(`<!---->${escape_html(t("admin.invite.send"))}`);
						},
						$$slots: { default: true }
					});
					$$renderer.push(`<!----></div></form>`);
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
		bind_props($$props, { open });
	});
}
// src/lib/admin/Accounts.svelte
function Accounts($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Everyone with an account. Addresses are sealed, so that one is found only by all of it. */
		let email = "";
		let asked = "";
		let inviting = false;
		const list$1 = new CursorList((cursor) => ask(api.GET("/admin/accounts", { params: { query: asked ? { email: asked } : { cursor } } })));
		const columns = derived(() => [
			{
				key: "name",
				label: t("admin.account.name")
			},
			{
				key: "roles",
				label: t("admin.rights.roles")
			},
			{
				key: "organisation",
				label: t("admin.rights.organisation")
			},
			{
				key: "state",
				label: t("admin.account.state"),
				tight: true
			}
		]);
		const rightsText = ({ roles, posts }) => list([...roles.filter((role) => role !== "agent" && role !== "lead").map((role) => t(`common.role.${role}`)), ...posts.map(({ post, department }) => t("admin.rights.post", {
			post: t(`common.role.${post}`),
			department: department.name
		}))]);
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			$$renderer.push(`<div class="stack"><div class="spread"><h1>${escape_html(t("admin.place.accounts"))}</h1> `);
			Button($$renderer, {
				look: "primary",
				icon: "plus",
				onclick: () => inviting = true,
				children: ($$renderer) => {
					$$renderer.push(`<!---->${escape_html(t("admin.invite.title"))}`);
				},
				$$slots: { default: true }
			});
			$$renderer.push(`<!----></div> <form class="find svelte-1r0ey07" role="search">`);
			TextField($$renderer, {
				label: t("admin.accounts.find"),
				hint: t("admin.accounts.findHint"),
				type: "email",
				ltr: true,
				autocomplete: "off",
				get value() {
					return email;
				},
				set value($$value) {
					email = $$value;
					$$settled = false;
				}
			});
			$$renderer.push(`<!----> <div class="row go svelte-1r0ey07">`);
			Button($$renderer, {
				type: "submit",
				icon: "search",
				children: ($$renderer) => {
					$$renderer.push(`<!---->${escape_html(t("admin.accounts.look"))}`);
				},
				$$slots: { default: true }
			});
			$$renderer.push(`<!----> `);
			if (asked) {
				$$renderer.push("<!--[0-->");
				Button($$renderer, {
					look: "plain",
					onclick: () => email = asked = "",
					children: ($$renderer) => {
						$$renderer.push(`<!---->${escape_html(t("admin.accounts.all"))}`);
					},
					$$slots: { default: true }
				});
			} else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]--></div></form> `);
			{
				function cell($$renderer, row, key) {
					if (key === "name") {
						$$renderer.push(`<!--[0--><span class="who svelte-1r0ey07">`);
						Avatar($$renderer, {
							name: row.name,
							id: row.id,
							size: "s"
						});
						$$renderer.push(`<!----><span><a${attr("href", `/admin/accounts/${stringify(row.id)}`)}><bdi>${escape_html(row.name)}</bdi></a><br/><span class="faint"><bdi class="ltr">${escape_html(row.email)}</bdi></span></span></span>`);
					} else if (key === "roles") $$renderer.push(`<!--[1-->${escape_html(rightsText(row))}`);
					else if (key === "organisation") {
						$$renderer.push("<!--[2-->");
						if (row.organisation) $$renderer.push(`<!--[0--><bdi>${escape_html(row.organisation.name)}</bdi>`);
						else $$renderer.push(`<!--[-1--><span class="faint">–</span>`);
						$$renderer.push(`<!--]-->`);
					} else {
						$$renderer.push("<!--[-1-->");
						AccountState($$renderer, { state: row.state });
					}
					$$renderer.push(`<!--]-->`);
				}
				function empty($$renderer) {
					EmptyState($$renderer, {
						icon: "people",
						title: asked ? t("admin.accounts.none") : t("admin.accounts.empty"),
						children: ($$renderer) => {
							if (asked) {
								$$renderer.push("<!--[0-->");
								Button($$renderer, {
									onclick: () => inviting = true,
									children: ($$renderer) => {
										$$renderer.push(`<!---->${escape_html(t("admin.invite.title"))}`);
									},
									$$slots: { default: true }
								});
							} else $$renderer.push("<!--[-1-->");
							$$renderer.push(`<!--]-->`);
						},
						$$slots: { default: true }
					});
				}
				Table($$renderer, {
					caption: t("admin.place.accounts"),
					columns: columns(),
					rows: list$1.rows,
					id: (row) => row.id,
					next: list$1.next,
					more: list$1.more,
					busy: list$1.busy,
					problem: list$1.rows ? void 0 : list$1.problem,
					retry: list$1.load,
					cell,
					empty,
					$$slots: {
						cell: true,
						empty: true
					}
				});
			}
			$$renderer.push(`<!----></div> `);
			Invite($$renderer, {
				get open() {
					return inviting;
				},
				set open($$value) {
					inviting = $$value;
					$$settled = false;
				}
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
// src/routes/(staff)/admin/accounts/+page.svelte
function _page($$renderer) {
	Accounts($$renderer, {});
}
export { _page as default };
