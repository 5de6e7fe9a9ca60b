import { C as attr, a as derived, d as stringify, o as ensure_array_like, s as head, t as attr_class, w as escape_html } from "../../../../chunks/server.js";
import { n as session } from "../../../../chunks/session.svelte.js";
import { a as t } from "../../../../chunks/i18n.svelte.js";
import { t as Icon } from "../../../../chunks/Icon.js";
import { t as CursorList } from "../../../../chunks/list.svelte.js";
import { t as listTickets } from "../../../../chunks/tickets.js";
import { t as Button } from "../../../../chunks/Button.js";
import { t as ErrorState } from "../../../../chunks/ErrorState.js";
import { t as Skeleton } from "../../../../chunks/Skeleton.js";
import { t as RelativeTime } from "../../../../chunks/RelativeTime.js";
import { t as StatusPill } from "../../../../chunks/StatusPill.js";
import { s as number } from "../../../../chunks/format.js";
// src/lib/portal/AskCard.svelte
function AskCard($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		$$renderer.push(`<a class="ask svelte-1yfag21"${attr("href", `/portal/new`)}><span class="words svelte-1yfag21"><strong class="svelte-1yfag21">${escape_html(t("portal.ask"))}</strong><span>${escape_html(t("portal.askHint"))}</span></span> `);
		Icon($$renderer, {
			name: "next",
			size: 32
		});
		$$renderer.push(`<!----></a>`);
	});
}
// src/lib/portal/RequestRow.svelte
function RequestRow($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** One request in a few plain words: whose turn it is, and whether something new waits to be read. */
		let { row, by } = $$props;
		const turn = derived(() => row.status === "waiting" && !by);
		$$renderer.push(`<li><a${attr_class("card svelte-joo95b", void 0, {
			"turn": turn(),
			"unread": row.unread
		})}${attr("href", `/portal/${stringify(row.id)}`)}><bdi class="subject svelte-joo95b">${escape_html(row.subject)}</bdi> <span class="state svelte-joo95b">`);
		StatusPill($$renderer, {
			status: row.status,
			side: "client"
		});
		$$renderer.push(`<!---->`);
		if (row.unread) $$renderer.push(`<!--[0--><span class="new svelte-joo95b">${escape_html(t("portal.unread"))}</span>`);
		else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--></span> <span class="faint">`);
		if (by) $$renderer.push(`<!--[0--><bdi>${escape_html(by)}</bdi> ·`);
		else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]-->`);
		RelativeTime($$renderer, { at: row.updatedAt });
		$$renderer.push(`<!----></span></a></li>`);
	});
}
// src/lib/portal/WhatHappens.svelte
function WhatHappens($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		$$renderer.push(`<div class="card svelte-vx3rox"><h3>${escape_html(
			/** Nothing asked yet: what will happen when one asks. */
			t("portal.empty.title")
		)}</h3> <p class="soft">${escape_html(t("portal.empty.text"))}</p> <ol class="way svelte-vx3rox"><!--[-->`);
		const each_array = ensure_array_like([
			"tell",
			"read",
			"mail",
			"done"
		]);
		for (let i = 0, $$length = each_array.length; i < $$length; i++) {
			let step = each_array[i];
			$$renderer.push(`<li class="svelte-vx3rox"><span class="n svelte-vx3rox" aria-hidden="true">${escape_html(number(i + 1))}</span>${escape_html(t(`portal.empty.${step}`))}</li>`);
		}
		$$renderer.push(`<!--]--></ol></div>`);
	});
}
// src/lib/portal/Requests.svelte
function Requests($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** What I asked for, newest first, and apart from it what others of my organisation asked for. It keeps itself true. */
		const list = new CursorList((cursor) => listTickets({
			cursor,
			sort: "-updated"
		}));
		const me = derived(() => session.account?.id);
		const mine = derived(() => list.rows?.filter(({ requester }) => requester.id === me()) ?? []);
		const others = derived(() => list.rows?.filter(({ requester }) => requester.id !== me()) ?? []);
		$$renderer.push(`<section class="stack" aria-labelledby="mine"${attr("aria-busy", !list.rows && !list.problem)}><h2 id="mine">${escape_html(t("portal.requests"))}</h2> `);
		if (list.problem && !list.rows) {
			$$renderer.push("<!--[0-->");
			ErrorState($$renderer, {
				problem: list.problem,
				retry: list.load
			});
		} else if (!list.rows) {
			$$renderer.push("<!--[1-->");
			Skeleton($$renderer, { lines: 5 });
		} else if (mine().length === 0 && !list.next) {
			$$renderer.push("<!--[2-->");
			WhatHappens($$renderer, {});
		} else {
			$$renderer.push(`<!--[-1--><ul class="rows svelte-89z4i0"><!--[-->`);
			const each_array = ensure_array_like(mine());
			for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
				let row = each_array[$$index];
				RequestRow($$renderer, { row });
			}
			$$renderer.push(`<!--]--></ul>`);
		}
		$$renderer.push(`<!--]--></section> `);
		if (others().length > 0) {
			$$renderer.push(`<!--[0--><section class="stack" aria-labelledby="others"><h2 id="others">${escape_html(t("portal.colleagues", { name: session.account?.organisation?.name ?? "" }))}</h2> <ul class="rows svelte-89z4i0"><!--[-->`);
			const each_array_1 = ensure_array_like(others());
			for (let $$index_1 = 0, $$length = each_array_1.length; $$index_1 < $$length; $$index_1++) {
				let row = each_array_1[$$index_1];
				RequestRow($$renderer, {
					row,
					by: row.requester.name
				});
			}
			$$renderer.push(`<!--]--></ul></section>`);
		} else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--> `);
		if (list.next) {
			$$renderer.push("<!--[0-->");
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
		} else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]-->`);
	});
}
// src/routes/(portal)/portal/+page.svelte
function _page($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		head("1q2f3d3", $$renderer, ($$renderer) => {
			$$renderer.title(($$renderer) => {
				$$renderer.push(`<title>${escape_html(t("portal.requests"))} · ${escape_html(session.installation?.name)}</title>`);
			});
		});
		$$renderer.push(`<div class="home svelte-1q2f3d3"><h1>${escape_html(t("portal.greeting", { name: session.account?.name ?? "" }))}</h1> `);
		AskCard($$renderer, {});
		$$renderer.push(`<!----> `);
		Requests($$renderer, {});
		$$renderer.push(`<!----></div>`);
	});
}
export { _page as default };
