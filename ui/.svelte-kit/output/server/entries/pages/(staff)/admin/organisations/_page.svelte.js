import { a as derived, w as escape_html } from "../../../../../chunks/server.js";
import { n as ask, t as api } from "../../../../../chunks/client.js";
import { t as Attempt } from "../../../../../chunks/attempt.svelte.js";
import { t as CursorList } from "../../../../../chunks/list.svelte.js";
import { s as number } from "../../../../../chunks/format.js";
import { a as t } from "../../../../../chunks/i18n.svelte.js";
import { t as Button } from "../../../../../chunks/Button.js";
import { t as Dialog } from "../../../../../chunks/Dialog.js";
import { t as EmptyState } from "../../../../../chunks/EmptyState.js";
import { t as FormProblem } from "../../../../../chunks/FormProblem.js";
import { t as IconButton } from "../../../../../chunks/IconButton.js";
import { t as Table } from "../../../../../chunks/Table.js";
import { t as TextField } from "../../../../../chunks/TextField.js";
// src/lib/admin/Organisations.svelte
function Organisations($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Clients that belong together, and see each other's requests. */
		const list = new CursorList((cursor) => ask(api.GET("/admin/organisations", { params: { query: { cursor } } })));
		const attempt = new Attempt();
		let open = false;
		let about = void 0;
		let name = "";
		const columns = derived(() => [
			{
				key: "name",
				label: t("admin.organisation.name")
			},
			{
				key: "accounts",
				label: t("admin.place.accounts"),
				end: true
			},
			{
				key: "do",
				label: t("common.edit"),
				tight: true,
				end: true
			}
		]);
		function begin(organisation) {
			[about, name, attempt.problem, open] = [
				organisation,
				organisation?.name ?? "",
				void 0,
				true
			];
		}
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			$$renderer.push(`<div class="stack"><div class="spread"><h1>${escape_html(t("admin.place.organisations"))}</h1>`);
			Button($$renderer, {
				look: "primary",
				icon: "plus",
				onclick: () => begin(),
				children: ($$renderer) => {
					$$renderer.push(`<!---->${escape_html(t("admin.organisation.add"))}`);
				},
				$$slots: { default: true }
			});
			$$renderer.push(`<!----></div> <p class="soft">${escape_html(t("admin.organisation.lead"))}</p> `);
			{
				function cell($$renderer, row, key) {
					if (key === "name") $$renderer.push(`<!--[0--><bdi>${escape_html(row.name)}</bdi>`);
					else if (key === "accounts") $$renderer.push(`<!--[1-->${escape_html(number(row.accounts ?? 0))}`);
					else {
						$$renderer.push("<!--[-1-->");
						IconButton($$renderer, {
							icon: "edit",
							label: t("admin.organisation.rename", { name: row.name }),
							onclick: () => begin(row)
						});
					}
					$$renderer.push(`<!--]-->`);
				}
				function empty($$renderer) {
					EmptyState($$renderer, {
						icon: "building",
						title: t("admin.organisation.none")
					});
				}
				Table($$renderer, {
					caption: t("admin.place.organisations"),
					columns: columns(),
					rows: list.rows,
					id: (row) => row.id,
					next: list.next,
					more: list.more,
					busy: list.busy,
					problem: list.rows ? void 0 : list.problem,
					retry: list.load,
					cell,
					empty,
					$$slots: {
						cell: true,
						empty: true
					}
				});
			}
			$$renderer.push(`<!----></div> `);
			Dialog($$renderer, {
				title: about ? t("admin.organisation.renameTitle") : t("admin.organisation.add"),
				get open() {
					return open;
				},
				set open($$value) {
					open = $$value;
					$$settled = false;
				},
				children: ($$renderer) => {
					$$renderer.push(`<form class="stack">`);
					TextField($$renderer, {
						label: t("admin.organisation.name"),
						required: true,
						maxlength: 200,
						autocomplete: "off",
						get value() {
							return name;
						},
						set value($$value) {
							name = $$value;
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
							$$renderer.push(`<!---->${escape_html(t("common.save"))}`);
						},
						$$slots: { default: true }
					});
					$$renderer.push(`<!----></form>`);
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
// src/routes/(staff)/admin/organisations/+page.svelte
function _page($$renderer) {
	Organisations($$renderer, {});
}
export { _page as default };
