import { a as derived, d as stringify, w as escape_html } from "../../../../../chunks/server.js";
import { n as ask, t as api } from "../../../../../chunks/client.js";
import { t as Attempt } from "../../../../../chunks/attempt.svelte.js";
import { n as compare, s as number } from "../../../../../chunks/format.js";
import { a as t } from "../../../../../chunks/i18n.svelte.js";
import { t as Button } from "../../../../../chunks/Button.js";
import { t as Confirm } from "../../../../../chunks/Confirm.js";
import { t as DateTime } from "../../../../../chunks/DateTime.js";
import { t as EmptyState } from "../../../../../chunks/EmptyState.js";
import { t as ProgressBar } from "../../../../../chunks/ProgressBar.js";
import { t as Section } from "../../../../../chunks/Section.js";
import { t as Table } from "../../../../../chunks/Table.js";
import { t as toasts } from "../../../../../chunks/toasts.svelte.js";
import { n as allOrganisations } from "../../../../../chunks/names.svelte.js";
// src/lib/admin/Keys.svelte
function Keys($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** The keys by level: how many, how old. Their bytes are nowhere on a screen. */
		const fetching = new Attempt();
		const attempt = new Attempt();
		const order = [
			"root",
			"organisation",
			"case"
		];
		let rows = void 0;
		let names = {};
		let about = void 0;
		const columns = derived(() => [
			{
				key: "level",
				label: t("admin.key.level")
			},
			{
				key: "version",
				label: t("admin.key.version"),
				end: true
			},
			{
				key: "made",
				label: t("admin.key.made"),
				tight: true
			},
			{
				key: "count",
				label: t("admin.key.count"),
				end: true
			},
			{
				key: "do",
				label: t("admin.key.rotate"),
				end: true
			}
		]);
		const load = () => fetching.run(async () => {
			names = Object.fromEntries((await allOrganisations()).map(({ id, name }) => [id, name]));
			rows = (await ask(api.GET("/admin/keys"))).sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level) || compare(nameOf(a), nameOf(b)));
		});
		/** Clients on their own have a key of their own too, whose id is their account's. */
		const nameOf = ({ level, id = "" }) => level === "organisation" ? names[id] || t("admin.key.own") : "";
		async function rotate({ level, id }) {
			if (!await attempt.run(() => ask(api.POST("/admin/keys/rotate", { body: {
				level,
				...level === "organisation" ? { id } : {}
			} })))) return;
			about = void 0;
			toasts.say(t("admin.key.rotated"), "good");
			await load();
		}
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			var bind_get = () => about !== void 0;
			var bind_set = () => about = void 0;
			$$renderer.push(`<div class="stack"><h1>${escape_html(t("admin.place.keys"))}</h1> `);
			Section($$renderer, {
				title: t("admin.key.title"),
				lead: t("admin.key.lead"),
				children: ($$renderer) => {
					$$renderer.push(`<ul class="levels svelte-10ci7gz"><li><strong class="svelte-10ci7gz">${escape_html(t("admin.level.root"))}</strong>: ${escape_html(t("admin.key.rootText"))}</li> <li><strong class="svelte-10ci7gz">${escape_html(t("admin.level.organisation"))}</strong>: ${escape_html(t("admin.key.organisationText"))}</li> <li><strong class="svelte-10ci7gz">${escape_html(t("admin.level.case"))}</strong>: ${escape_html(t("admin.key.caseText"))}</li></ul>`);
				},
				$$slots: { default: true }
			});
			$$renderer.push(`<!----> `);
			{
				function cell($$renderer, row, key) {
					if (key === "level") {
						$$renderer.push(`<!--[0-->${escape_html(t(`admin.level.${row.level}`))}`);
						if (nameOf(row)) $$renderer.push(`<!--[0--><br/><span class="faint"><bdi>${escape_html(nameOf(row))}</bdi></span>`);
						else $$renderer.push("<!--[-1-->");
						$$renderer.push(`<!--]-->`);
					} else if (key === "version") $$renderer.push(`<!--[1-->${escape_html(number(row.version))}`);
					else if (key === "made") {
						$$renderer.push("<!--[2-->");
						if (row.count > 0 || row.level !== "case") {
							$$renderer.push("<!--[0-->");
							DateTime($$renderer, {
								at: row.createdAt,
								look: "date"
							});
						} else $$renderer.push("<!--[-1-->");
						$$renderer.push(`<!--]-->`);
					} else if (key === "count") $$renderer.push(`<!--[3-->${escape_html(row.level === "root" ? t("admin.key.organisations", { count: row.count }) : t("admin.key.cases", { count: row.count }))}`);
					else if (row.level !== "case") {
						$$renderer.push("<!--[4-->");
						Button($$renderer, {
							icon: "refresh",
							"aria-label": `${stringify(t("admin.key.rotate"))} · ${stringify(t(`admin.level.${row.level}`))} ${stringify(nameOf(row))}`,
							onclick: () => [about, attempt.problem] = [row, void 0],
							children: ($$renderer) => {
								$$renderer.push(`<!---->${escape_html(t("admin.key.rotate"))}`);
							},
							$$slots: { default: true }
						});
					} else $$renderer.push("<!--[-1-->");
					$$renderer.push(`<!--]-->`);
				}
				function empty($$renderer) {
					EmptyState($$renderer, {
						icon: "key",
						title: t("admin.key.none")
					});
				}
				Table($$renderer, {
					caption: t("admin.place.keys"),
					columns: columns(),
					rows,
					id: (row) => row.level + (row.id ?? ""),
					problem: rows ? void 0 : fetching.problem,
					retry: load,
					cell,
					empty,
					$$slots: {
						cell: true,
						empty: true
					}
				});
			}
			$$renderer.push(`<!----></div> `);
			Confirm($$renderer, {
				look: "primary",
				get open() {
					return bind_get();
				},
				set open($$value) {
					bind_set($$value);
				},
				title: t("admin.key.rotateTitle"),
				action: t("admin.key.rotate"),
				busy: attempt.busy,
				problem: attempt.problem,
				onconfirm: () => about && rotate(about),
				children: ($$renderer) => {
					$$renderer.push(`<p>${escape_html(about?.level === "root" ? t("admin.key.rotateRoot") : t("admin.key.rotateOrganisation", { name: about ? nameOf(about) : "" }))}</p> <p class="soft">${escape_html(t("admin.key.rotateSafe"))}</p> `);
					if (attempt.busy) {
						$$renderer.push("<!--[0-->");
						ProgressBar($$renderer, { label: t("admin.key.rotating") });
						$$renderer.push(`<!----><p class="faint" role="status">${escape_html(t("admin.key.rotating"))}</p>`);
					} else $$renderer.push("<!--[-1-->");
					$$renderer.push(`<!--]-->`);
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
// src/routes/(staff)/admin/keys/+page.svelte
function _page($$renderer) {
	Keys($$renderer, {});
}
export { _page as default };
