import { C as attr, w as escape_html } from "./server.js";
import { a as t } from "./i18n.svelte.js";
import { n as ask, t as api } from "./client.js";
import { t as CursorList } from "./list.svelte.js";
import { t as Button } from "./Button.js";
import { t as EmptyState } from "./EmptyState.js";
import { t as ErrorState } from "./ErrorState.js";
import { t as Skeleton } from "./Skeleton.js";
import { t as RecordEntries } from "./RecordEntries.js";
import { t as Dialog } from "./Dialog.js";
// src/lib/audit/TicketRecord.svelte
function TicketRecord($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/**
		* The part of the record that tells of one ticket, for those who are in it. Fetched when it is looked at:
		*
		*     {#await Promise.all([import('$lib/audit/TicketRecord.svelte'), need('record')]) then [{ default: TicketRecord }]}
		*       <TicketRecord {id} />
		*     {/await}
		*/
		let { id, full = false } = $$props;
		const list = new CursorList((cursor) => ask(api.GET("/tickets/{id}/record", { params: {
			path: { id },
			query: { cursor }
		} })));
		$$renderer.push(`<div class="stack"${attr("aria-busy", list.rows === void 0 && !list.problem)}><p class="soft">${escape_html(t("record.of.lead"))}</p> `);
		if (list.problem && !list.rows) {
			$$renderer.push("<!--[0-->");
			ErrorState($$renderer, {
				problem: list.problem,
				retry: list.load
			});
		} else if (!list.rows) {
			$$renderer.push("<!--[1-->");
			Skeleton($$renderer, { lines: 6 });
		} else if (list.rows.length === 0) {
			$$renderer.push("<!--[2-->");
			EmptyState($$renderer, {
				icon: "record",
				title: t("record.none")
			});
		} else {
			$$renderer.push("<!--[-1-->");
			RecordEntries($$renderer, {
				entries: list.rows,
				ticket: id,
				full
			});
			$$renderer.push(`<!----> `);
			if (list.next) {
				$$renderer.push(`<!--[0--><div>`);
				Button($$renderer, {
					look: "plain",
					icon: "down",
					busy: list.busy,
					onclick: list.more,
					children: ($$renderer) => {
						$$renderer.push(`<!---->${escape_html(t("common.more"))}`);
					},
					$$slots: { default: true }
				});
				$$renderer.push(`<!----></div>`);
			} else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]-->`);
		}
		$$renderer.push(`<!--]--></div>`);
	});
}
// src/lib/ticket/desk/RecordDialog.svelte
function RecordDialog($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		let { id, onclose } = $$props;
		Dialog($$renderer, {
			open: true,
			wide: true,
			title: t("staff.record"),
			onclose,
			children: ($$renderer) => {
				TicketRecord($$renderer, { id });
			},
			$$slots: { default: true }
		});
	});
}
export { RecordDialog as default };
