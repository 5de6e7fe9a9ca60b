import { C as attr, d as stringify, o as ensure_array_like, w as escape_html } from "../../../../../chunks/server.js";
import { t as Attempt } from "../../../../../chunks/attempt.svelte.js";
import { a as t } from "../../../../../chunks/i18n.svelte.js";
import { t as Badge } from "../../../../../chunks/Badge.js";
import { t as Button } from "../../../../../chunks/Button.js";
import { t as EmptyState } from "../../../../../chunks/EmptyState.js";
import { t as ErrorState } from "../../../../../chunks/ErrorState.js";
import { t as Skeleton } from "../../../../../chunks/Skeleton.js";
import { r as inMine, t as allDepartments } from "../../../../../chunks/names.svelte.js";
// src/lib/admin/Departments.svelte
function Departments($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		const fetching = new Attempt();
		let all = void 0;
		const load = () => fetching.run(async () => all = await allDepartments());
		$$renderer.push(`<div class="stack"><div class="spread"><h1>${escape_html(t("admin.place.departments"))}</h1>`);
		Button($$renderer, {
			look: "primary",
			icon: "plus",
			href: "/admin/departments/new",
			children: ($$renderer) => {
				$$renderer.push(`<!---->${escape_html(t("admin.department.add"))}`);
			},
			$$slots: { default: true }
		});
		$$renderer.push(`<!----></div> <p class="soft">${escape_html(t("admin.department.lead"))}</p> `);
		if (fetching.problem && !all) {
			$$renderer.push("<!--[0-->");
			ErrorState($$renderer, {
				problem: fetching.problem,
				retry: load
			});
		} else if (!all) {
			$$renderer.push("<!--[1-->");
			Skeleton($$renderer, { lines: 5 });
		} else if (all.length === 0) {
			$$renderer.push("<!--[2-->");
			EmptyState($$renderer, {
				icon: "inbox",
				title: t("admin.department.none")
			});
		} else {
			$$renderer.push(`<!--[-1--><ul class="list svelte-j8zw4u"><!--[-->`);
			const each_array = ensure_array_like(all);
			for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
				let department = each_array[$$index];
				$$renderer.push(`<li class="card svelte-j8zw4u"><div class="spread"><a${attr("href", `/admin/departments/${stringify(department.id)}`)} class="svelte-j8zw4u"><bdi>${escape_html(inMine(department.name))}</bdi></a> <span class="row">`);
				Badge($$renderer, {
					children: ($$renderer) => {
						$$renderer.push(`<!---->${escape_html(t("admin.department.fieldCount", { count: department.fields.length }))}`);
					},
					$$slots: { default: true }
				});
				$$renderer.push(`<!---->`);
				Badge($$renderer, {
					look: department.open ? "good" : "quiet",
					children: ($$renderer) => {
						$$renderer.push(`<!---->${escape_html(department.open ? t("admin.department.open") : t("admin.department.closed"))}`);
					},
					$$slots: { default: true }
				});
				$$renderer.push(`<!----></span></div> `);
				if (inMine(department.description)) $$renderer.push(`<!--[0--><p class="soft"><bdi>${escape_html(inMine(department.description))}</bdi></p>`);
				else $$renderer.push("<!--[-1-->");
				$$renderer.push(`<!--]--></li>`);
			}
			$$renderer.push(`<!--]--></ul>`);
		}
		$$renderer.push(`<!--]--></div>`);
	});
}
// src/routes/(staff)/admin/departments/+page.svelte
function _page($$renderer) {
	Departments($$renderer, {});
}
export { _page as default };
