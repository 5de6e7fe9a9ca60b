import { C as attr, o as ensure_array_like, t as attr_class, w as escape_html } from "./server.js";
import { a as t } from "./i18n.svelte.js";
import { t as Button } from "./Button.js";
import { t as ErrorState } from "./ErrorState.js";
import { t as Skeleton } from "./Skeleton.js";
// src/lib/ui/Table.svelte
function Table($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Numbers stand at the end of the line. */
		/** Keeps its words on one line. */
		/** What the table holds, for those who hear it. */
		/** One cell; switch on the column's key. */
		/** Not empty while there is more. */
		let { caption, columns, rows, id, cell, next = "", more, busy = false, problem, retry, empty } = $$props;
		if (problem) {
			$$renderer.push("<!--[0-->");
			ErrorState($$renderer, {
				problem,
				retry
			});
		} else if (rows === void 0) {
			$$renderer.push("<!--[1-->");
			Skeleton($$renderer, { lines: 6 });
		} else if (rows.length === 0) {
			$$renderer.push("<!--[2-->");
			empty($$renderer);
			$$renderer.push(`<!---->`);
		} else {
			$$renderer.push(`<!--[-1--><div class="scroll svelte-1yer0de"><table class="svelte-1yer0de"><caption class="visually-hidden">${escape_html(caption)}</caption><thead class="svelte-1yer0de"><tr class="svelte-1yer0de"><!--[-->`);
			const each_array = ensure_array_like(columns);
			for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
				let column = each_array[$$index];
				$$renderer.push(`<th scope="col"${attr_class("svelte-1yer0de", void 0, { "end": column.end })}>${escape_html(column.label)}</th>`);
			}
			$$renderer.push(`<!--]--></tr></thead><tbody class="svelte-1yer0de"><!--[-->`);
			const each_array_1 = ensure_array_like(rows);
			for (let $$index_2 = 0, $$length = each_array_1.length; $$index_2 < $$length; $$index_2++) {
				let row = each_array_1[$$index_2];
				$$renderer.push(`<tr class="svelte-1yer0de"><!--[-->`);
				const each_array_2 = ensure_array_like(columns);
				for (let $$index_1 = 0, $$length = each_array_2.length; $$index_1 < $$length; $$index_1++) {
					let column = each_array_2[$$index_1];
					$$renderer.push(`<td${attr("data-label", column.label)}${attr_class("svelte-1yer0de", void 0, {
						"end": column.end,
						"tight": column.tight
					})}>`);
					cell($$renderer, row, column.key);
					$$renderer.push(`<!----></td>`);
				}
				$$renderer.push(`<!--]--></tr>`);
			}
			$$renderer.push(`<!--]--></tbody></table></div> `);
			if (next && more) {
				$$renderer.push(`<!--[0--><div class="more svelte-1yer0de">`);
				Button($$renderer, {
					look: "plain",
					icon: "down",
					busy,
					onclick: more,
					children: ($$renderer) => {
						$$renderer.push(`<!---->${escape_html(t("common.more"))}`);
					},
					$$slots: { default: true }
				});
				$$renderer.push(`<!----></div>`);
			} else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]-->`);
		}
		$$renderer.push(`<!--]-->`);
	});
}
export { Table as t };
