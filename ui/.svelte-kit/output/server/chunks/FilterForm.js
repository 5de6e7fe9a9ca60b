import { C as attr, a as derived, c as props_id, o as ensure_array_like, r as await_block, w as escape_html } from "./server.js";
import { n as session } from "./session.svelte.js";
import { a as t } from "./i18n.svelte.js";
import { t as Button } from "./Button.js";
import { t as Select } from "./Select.js";
import { t as TextField } from "./TextField.js";
import { n as people, t as knownTags } from "./choices.js";
import { n as allPriorities, r as allStatuses, t as allClasses } from "./vocabulary.js";
// src/lib/ticket/desk/FilterForm.svelte
function FilterForm($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		const id = props_id($$renderer);
		let { filters, onchange } = $$props;
		const staff = derived(() => (session.account?.posts.length ?? 0) > 0);
		const any = {
			value: "",
			label: t("staff.filter.any")
		};
		const set = (key) => (event) => onchange({
			...filters,
			[key]: event.currentTarget.value.trim() || void 0
		});
		const statuses = [
			{
				value: "",
				label: t("staff.filter.active")
			},
			...allStatuses.map((value) => ({
				value,
				label: t(`common.status.${value}`)
			})),
			{
				value: "all",
				label: t("staff.filter.all")
			}
		];
		const sorts = [
			"-updated",
			"updated",
			"-created",
			"created"
		].map((value) => ({
			value: value === "-updated" ? "" : value,
			label: t(`staff.sort.${value}`)
		}));
		$$renderer.push(`<div class="form svelte-1hglb62">`);
		Select($$renderer, {
			label: t("staff.filter.status"),
			options: statuses,
			value: filters.status ?? "",
			onchange: set("status")
		});
		$$renderer.push(`<!----> `);
		if (staff()) {
			$$renderer.push("<!--[0-->");
			await_block($$renderer, people(), () => {}, (all) => {
				Select($$renderer, {
					label: t("staff.filter.assignee"),
					options: [
						any,
						{
							value: "me",
							label: t("staff.me")
						},
						{
							value: "none",
							label: t("staff.nobody")
						},
						...all.filter((p) => p.id !== session.account?.id).map((p) => ({
							value: p.id,
							label: p.name
						}))
					],
					value: filters.assignee ?? "",
					onchange: set("assignee")
				});
			});
			$$renderer.push(`<!--]-->`);
		} else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--> `);
		Select($$renderer, {
			label: t("staff.filter.priority"),
			options: [any, ...allPriorities.map((value) => ({
				value,
				label: t(`common.priority.${value}`)
			}))],
			value: filters.priority ?? "",
			onchange: set("priority")
		});
		$$renderer.push(`<!----> `);
		Select($$renderer, {
			label: t("staff.filter.class"),
			options: [any, ...allClasses.map((value) => ({
				value,
				label: t(`common.class.${value}`)
			}))],
			value: filters.class ?? "",
			onchange: set("class")
		});
		$$renderer.push(`<!----> `);
		if (staff()) {
			$$renderer.push("<!--[0-->");
			if ((session.account?.posts.length ?? 0) > 1) {
				$$renderer.push("<!--[0-->");
				Select($$renderer, {
					label: t("staff.filter.department"),
					options: [any, ...(session.account?.posts ?? []).map(({ department }) => ({
						value: department.id,
						label: department.name
					}))],
					value: filters.department ?? "",
					onchange: set("department")
				});
			} else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]--> `);
			TextField($$renderer, {
				label: t("staff.filter.tag"),
				value: filters.tag ?? "",
				list: `${id}-tags`,
				onchange: set("tag")
			});
			$$renderer.push(`<!----> `);
			await_block($$renderer, knownTags(), () => {}, (tags) => {
				$$renderer.push(`<datalist${attr("id", `${id}-tags`)}><!--[-->`);
				const each_array = ensure_array_like(tags);
				for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
					let tag = each_array[$$index];
					$$renderer.option({ value: tag }, ($$renderer) => {});
				}
				$$renderer.push(`<!--]--></datalist>`);
			});
			$$renderer.push(`<!--]-->`);
		} else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--> `);
		Select($$renderer, {
			label: t("staff.filter.sort"),
			options: sorts,
			value: filters.sort ?? "",
			onchange: set("sort")
		});
		$$renderer.push(`<!----> `);
		Button($$renderer, {
			look: "plain",
			wide: true,
			onclick: () => onchange({}),
			children: ($$renderer) => {
				$$renderer.push(`<!---->${escape_html(t("staff.filter.clear"))}`);
			},
			$$slots: { default: true }
		});
		$$renderer.push(`<!----></div>`);
	});
}
export { FilterForm as default };
