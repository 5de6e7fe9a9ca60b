import { C as attr, a as derived, c as props_id, d as stringify, i as bind_props, o as ensure_array_like, r as await_block, s as head, t as attr_class, w as escape_html } from "../../../../chunks/server.js";
import { n as session } from "../../../../chunks/session.svelte.js";
import { a as t, s as word } from "../../../../chunks/i18n.svelte.js";
import "../../../../chunks/index-server.js";
import "../../../../chunks/navigation.js";
import { t as page } from "../../../../chunks/state.js";
import "../../../../chunks/keys.svelte.js";
import { a as viewOf, i as searchOf, n as setInbox, o as views, r as filterKeys, t as getInbox } from "../../../../chunks/inbox.svelte.js";
import { t as Icon } from "../../../../chunks/Icon.js";
import { t as IconButton } from "../../../../chunks/IconButton.js";
import { t as goto } from "../../../../chunks/client2.js";
import { t as Menu } from "../../../../chunks/Menu.js";
import { n as people } from "../../../../chunks/choices.js";
import { t as Button } from "../../../../chunks/Button.js";
import { t as EmptyState } from "../../../../chunks/EmptyState.js";
import { t as ErrorState } from "../../../../chunks/ErrorState.js";
import { t as Skeleton } from "../../../../chunks/Skeleton.js";
import { t as Avatar } from "../../../../chunks/Avatar.js";
import { t as RelativeTime } from "../../../../chunks/RelativeTime.js";
import { t as StatusPill } from "../../../../chunks/StatusPill.js";
import { s as number } from "../../../../chunks/format.js";
// src/lib/ui/Popover.svelte
function Popover($$renderer, $$props) {
	const id = props_id($$renderer);
	let { label, align = "start", opener, children } = $$props;
	$$renderer.push(`<button type="button" class="opener svelte-7825oj"${attr("popovertarget", id)}${attr("aria-expanded", false)}>`);
	opener($$renderer);
	$$renderer.push(`<!----></button> <div${attr("id", id)} popover="auto" class="floating svelte-7825oj"${attr("data-align", align)} role="group"${attr("aria-label", label)}>`);
	$$renderer.push("<!--[-1-->");
	$$renderer.push(`<!--]--></div>`);
}
// src/lib/ticket/desk/FilterChips.svelte
function FilterChips($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** What narrows the list beyond its view; each is taken away by pressing it. */
		let { filters, onchange } = $$props;
		const inbox = getInbox();
		const shown = derived(() => viewOf(filters) ? [] : filterKeys.filter((key) => key !== "sort" && filters[key]));
		function statusWords(status) {
			return status.split(",").map((code) => code === "all" ? t("staff.filter.all") : code === "active" ? t("staff.filter.active") : word("common.status", code, "common.status.open")).join(", ");
		}
		function personWords(id, names) {
			if (id === "me") return t("staff.me");
			if (id === "none") return t("staff.nobody");
			return names.find((person) => person.id === id)?.name ?? "…";
		}
		function words(key, value, names) {
			switch (key) {
				case "status": return statusWords(value);
				case "assignee": return personWords(value, names);
				case "requester": return inbox.list.rows?.[0]?.requester.name ?? "…";
				case "priority": return word("common.priority", value, "common.priority.normal");
				case "class": return word("common.class", value, "common.class.internal");
				case "department": return session.account?.posts.find(({ department }) => department.id === value)?.department.name ?? "…";
				case "watching": return t("staff.view.watching");
				default: return value;
			}
		}
		function chips($$renderer, names) {
			$$renderer.push(`<ul class="chips svelte-1i0cb09"${attr("aria-label", t("staff.filter.title"))}><!--[-->`);
			const each_array = ensure_array_like(shown());
			for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
				let key = each_array[$$index];
				const text = words(key, filters[key] ?? "", names);
				$$renderer.push(`<li><button type="button"${attr("aria-label", t("staff.filter.remove", { name: text }))} class="svelte-1i0cb09"><span class="faint svelte-1i0cb09">${escape_html(t(`staff.filter.${key === "watching" ? "show" : key}`))}</span> <bdi>${escape_html(text)}</bdi>`);
				Icon($$renderer, {
					name: "close",
					size: 14
				});
				$$renderer.push(`<!----></button></li>`);
			}
			$$renderer.push(`<!--]--></ul>`);
		}
		if (shown().length > 0) {
			$$renderer.push("<!--[0-->");
			if (filters.assignee && !["me", "none"].includes(filters.assignee)) {
				$$renderer.push("<!--[0-->");
				await_block($$renderer, people(), () => {
					chips($$renderer, []);
				}, (names) => {
					chips($$renderer, names);
				});
				$$renderer.push(`<!--]-->`);
			} else {
				$$renderer.push("<!--[-1-->");
				chips($$renderer, []);
			}
			$$renderer.push(`<!--]-->`);
		} else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]-->`);
	});
}
// src/lib/ticket/desk/ListHeader.svelte
function ListHeader($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		const inbox = getInbox();
		let filterBox;
		const posts = derived(() => session.account?.posts ?? []);
		const current = derived(() => viewOf(inbox.filters));
		const department = derived(() => posts().find((post) => post.department.id === inbox.filters.department)?.department.name);
		const title = derived(() => current() ? t(`staff.view.${current().id}`) : department() ?? t("staff.view.filtered"));
		const items = derived(() => [...views.filter((view) => !view.staff || posts().length > 0).map((view) => ({
			label: t(`staff.view.${view.id}`),
			icon: view.icon,
			href: `/desk${searchOf(view.filters)}`
		})), ...posts().length > 1 ? posts().map((post, i) => ({
			label: post.department.name,
			icon: "building",
			href: `/desk${searchOf({ department: post.department.id })}`,
			apart: i === 0
		})) : []]);
		const form = () => import("../../../../chunks/FilterForm.js");
		const change = (filters) => void goto(`${page.url.pathname}${searchOf(filters)}`, {
			keepFocus: true,
			noScroll: true
		});
		/** Opens the filters with the cursor in the first. */
		function filter() {
			const opener = filterBox.querySelector("button");
			opener?.focus();
			opener?.click();
		}
		$$renderer.push(`<header class="svelte-i1kd7z"><div class="line svelte-i1kd7z"><h2 class="wide truncate svelte-i1kd7z">${escape_html(title())}</h2> <div class="narrow svelte-i1kd7z">`);
		Menu($$renderer, {
			items: items(),
			label: t("staff.views"),
			children: ($$renderer) => {
				$$renderer.push(`<span class="title svelte-i1kd7z">${escape_html(title())}</span>`);
				Icon($$renderer, {
					name: "down",
					size: 16
				});
				$$renderer.push(`<!---->`);
			},
			$$slots: { default: true }
		});
		$$renderer.push(`<!----></div> <span class="tools svelte-i1kd7z"><span class="filter svelte-i1kd7z">`);
		{
			function opener($$renderer) {
				Icon($$renderer, { name: "filter" });
				$$renderer.push(`<!----><span class="visually-hidden">${escape_html(t("staff.filter.title"))}</span>`);
			}
			Popover($$renderer, {
				label: t("staff.filter.title"),
				align: "end",
				opener,
				children: ($$renderer) => {
					await_block($$renderer, form(), () => {}, ({ default: FilterForm }) => {
						if (FilterForm) {
							$$renderer.push("<!--[-->");
							FilterForm($$renderer, {
								filters: inbox.filters,
								onchange: change
							});
							$$renderer.push("<!--]-->");
						} else {
							$$renderer.push("<!--[!-->");
							$$renderer.push("<!--]-->");
						}
					});
					$$renderer.push(`<!--]-->`);
				},
				$$slots: {
					opener: true,
					default: true
				}
			});
		}
		$$renderer.push(`<!----></span> `);
		if (posts().length > 0) {
			$$renderer.push("<!--[0-->");
			IconButton($$renderer, {
				icon: "plus",
				label: t("staff.new"),
				keys: "C",
				href: `/desk/new${stringify(page.url.search)}`
			});
		} else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--></span></div> `);
		FilterChips($$renderer, {
			filters: inbox.filters,
			onchange: change
		});
		$$renderer.push(`<!----></header>`);
		bind_props($$props, { filter });
	});
}
// src/lib/ticket/desk/TicketListRow.svelte
function TicketListRow($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		let { row, href, current } = $$props;
		const inbox = getInbox();
		const marks = derived(() => inbox.marks(row.id));
		const urgent = derived(() => row.priority === "urgent" || row.priority === "high");
		const guarded = derived(() => row.class === "confidential" || row.class === "restricted");
		$$renderer.push(`<a${attr("href", href)}${attr("aria-current", current ? "true" : void 0)} data-row=""${attr_class("svelte-1j6xdai", void 0, { "unread": row.unread })}><span class="line svelte-1j6xdai">`);
		if (row.unread) $$renderer.push(`<!--[0--><span class="dot svelte-1j6xdai"><span class="visually-hidden">${escape_html(t("staff.row.unread"))}</span></span>`);
		else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--> <span class="who truncate svelte-1j6xdai"><bdi>${escape_html(row.requester.name)}</bdi>`);
		if (row.organisation) $$renderer.push(`<!--[0--><span class="org svelte-1j6xdai"> · <bdi>${escape_html(row.organisation.name)}</bdi></span>`);
		else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--></span> <span class="age svelte-1j6xdai">`);
		RelativeTime($$renderer, { at: row.updatedAt });
		$$renderer.push(`<!----></span></span> <span class="subject svelte-1j6xdai"><bdi>${escape_html(row.subject)}</bdi></span> <span class="line marks svelte-1j6xdai">`);
		StatusPill($$renderer, { status: row.status });
		$$renderer.push(`<!----> `);
		if (urgent()) {
			$$renderer.push(`<!--[0--><span${attr_class(`mark ${stringify(row.priority)}`, "svelte-1j6xdai")}>`);
			Icon($$renderer, {
				name: "warning",
				size: 14
			});
			$$renderer.push(`<!---->${escape_html(t(`common.priority.${row.priority}`))}</span>`);
		} else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--> `);
		if (guarded()) {
			$$renderer.push(`<!--[0--><span class="mark svelte-1j6xdai">`);
			Icon($$renderer, {
				name: "lock",
				size: 14
			});
			$$renderer.push(`<!---->${escape_html(t(`common.class.${row.class}`))}</span>`);
		} else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--> <!--[-->`);
		const each_array = ensure_array_like(row.tags.slice(0, 2));
		for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
			let tag = each_array[$$index];
			$$renderer.push(`<bdi class="tag truncate svelte-1j6xdai">${escape_html(tag)}</bdi>`);
		}
		$$renderer.push(`<!--]--> <span class="people svelte-1j6xdai"><!--[-->`);
		const each_array_1 = ensure_array_like(marks());
		for (let $$index_1 = 0, $$length = each_array_1.length; $$index_1 < $$length; $$index_1++) {
			let mark = each_array_1[$$index_1];
			$$renderer.push(`<span${attr_class("here svelte-1j6xdai", void 0, { "writing": mark.writing })}${attr("title", t(mark.writing ? "ticket.writing" : "ticket.viewing", { name: mark.name }))}>`);
			Avatar($$renderer, {
				name: mark.name,
				id: mark.id,
				size: "s"
			});
			$$renderer.push(`<!----></span>`);
		}
		$$renderer.push(`<!--]--> `);
		if (row.assignee) {
			$$renderer.push(`<!--[0--><span${attr("title", t("staff.row.assignee", { name: row.assignee.name }))} class="svelte-1j6xdai">`);
			Avatar($$renderer, {
				name: row.assignee.name,
				id: row.assignee.id,
				size: "s"
			});
			$$renderer.push(`<!----><span class="visually-hidden">${escape_html(t("staff.row.assignee", { name: row.assignee.name }))}</span></span>`);
		} else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--></span></span></a>`);
	});
}
// src/lib/ticket/desk/TicketList.svelte
function TicketList($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		const inbox = getInbox();
		let pane;
		const list = derived(() => inbox.list);
		const search = derived(() => searchOf(inbox.filters));
		const filtered = derived(() => Object.keys(inbox.filters).some((key) => key !== "sort"));
		matchMedia("(prefers-reduced-motion: reduce)").matches;
		/** Moves along the rows; from outside, to the one that is open or the first. */
		function step(by) {
			const rows = [...pane.querySelectorAll("[data-row]")];
			const at = rows.findIndex((row) => row === document.activeElement);
			const from = at >= 0 ? at + by : Math.max(0, rows.findIndex((row) => row.hasAttribute("aria-current")));
			rows[Math.min(rows.length - 1, Math.max(0, from))]?.focus();
		}
		$$renderer.push(`<div class="list svelte-1hxxu4y"${attr("aria-busy", list().rows === void 0 && !list().problem)}>`);
		if (inbox.waiting.size > 0 && false);
		else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--> `);
		if (!list().rows) {
			$$renderer.push("<!--[0-->");
			if (list().problem) {
				$$renderer.push("<!--[0-->");
				ErrorState($$renderer, {
					problem: list().problem,
					retry: list().load
				});
			} else {
				$$renderer.push(`<!--[-1--><div class="wait svelte-1hxxu4y">`);
				Skeleton($$renderer, { lines: 9 });
				$$renderer.push(`<!----></div>`);
			}
			$$renderer.push(`<!--]-->`);
		} else if (list().rows.length === 0) {
			$$renderer.push("<!--[1-->");
			if (filtered()) {
				$$renderer.push("<!--[0-->");
				EmptyState($$renderer, {
					icon: "search",
					title: t("staff.inbox.none"),
					text: t("staff.inbox.noneText"),
					children: ($$renderer) => {
						Button($$renderer, {
							href: "/desk",
							children: ($$renderer) => {
								$$renderer.push(`<!---->${escape_html(t("staff.view.active"))}`);
							},
							$$slots: { default: true }
						});
					},
					$$slots: { default: true }
				});
			} else {
				$$renderer.push("<!--[-1-->");
				EmptyState($$renderer, {
					icon: "check",
					title: t("staff.inbox.empty"),
					text: t("staff.inbox.emptyText")
				});
			}
			$$renderer.push(`<!--]-->`);
		} else {
			$$renderer.push(`<!--[-1--><ul class="rows"${attr("aria-label", t("staff.list"))}><!--[-->`);
			const each_array = ensure_array_like(list().rows);
			for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
				let row = each_array[$$index];
				$$renderer.push(`<li>`);
				TicketListRow($$renderer, {
					row,
					href: `/desk/${stringify(row.id)}${stringify(search())}`,
					current: page.params["id"] === row.id
				});
				$$renderer.push(`<!----></li>`);
			}
			$$renderer.push(`<!--]--></ul> `);
			if (list().problem) {
				$$renderer.push("<!--[0-->");
				ErrorState($$renderer, {
					problem: list().problem,
					retry: list().more
				});
			} else if (list().next) {
				$$renderer.push(`<!--[1--><div class="more svelte-1hxxu4y">`);
				Button($$renderer, {
					look: "plain",
					icon: "down",
					busy: list().busy,
					onclick: list().more,
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
		bind_props($$props, { step });
	});
}
// src/lib/ticket/desk/ViewRail.svelte
function ViewRail($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Where the work lies, with how much of it. */
		const inbox = getInbox();
		const posts = derived(() => session.account?.posts ?? []);
		const shown = derived(() => views.filter((view) => !view.staff || posts().length > 0));
		const current = derived(() => viewOf(inbox.filters));
		const most = 100;
		const countOf = (n) => n === void 0 ? "" : n >= most ? t("staff.many", { count: 99 }) : number(n);
		$$renderer.push(`<nav${attr("aria-label", t("staff.views"))} class="svelte-1myw6zr"><ul class="views svelte-1myw6zr"><!--[-->`);
		const each_array = ensure_array_like(shown());
		for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
			let view = each_array[$$index];
			$$renderer.push(`<li><a${attr("href", `/desk${stringify(searchOf(view.filters))}`)}${attr("aria-current", current()?.id === view.id ? "true" : void 0)} class="svelte-1myw6zr">`);
			Icon($$renderer, { name: view.icon });
			$$renderer.push(`<!----><span class="name svelte-1myw6zr">${escape_html(t(`staff.view.${view.id}`))}</span> <span${attr_class("count tabular svelte-1myw6zr", void 0, { "none": !inbox.counts?.[view.count] })}>${escape_html(countOf(inbox.counts?.[view.count]))}</span></a></li>`);
		}
		$$renderer.push(`<!--]--></ul> `);
		if (posts().length > 1) {
			$$renderer.push(`<!--[0--><h2 class="svelte-1myw6zr">${escape_html(t("staff.departments"))}</h2> <ul class="views svelte-1myw6zr"><!--[-->`);
			const each_array_1 = ensure_array_like(posts());
			for (let $$index_1 = 0, $$length = each_array_1.length; $$index_1 < $$length; $$index_1++) {
				let { department } = each_array_1[$$index_1];
				$$renderer.push(`<li><a${attr("href", `/desk${stringify(searchOf({ department: department.id }))}`)}${attr("aria-current", !current() && inbox.filters.department === department.id ? "true" : void 0)} class="svelte-1myw6zr">`);
				Icon($$renderer, { name: "building" });
				$$renderer.push(`<!----><bdi class="name truncate svelte-1myw6zr">${escape_html(department.name)}</bdi></a></li>`);
			}
			$$renderer.push(`<!--]--></ul>`);
		} else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--></nav>`);
	});
}
// src/lib/ticket/desk/Desk.svelte
function Desk($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Three panes: where work lies, what lies there, and the ticket. With little room, one at a time. */
		let { children } = $$props;
		setInbox();
		const opened = derived(() => page.url.pathname !== "/desk");
		$$renderer.push(`<h1 class="visually-hidden">${escape_html(t("common.area.desk"))}</h1> <div${attr_class("desk svelte-p9gmpf", void 0, { "opened": opened() })}><div class="rail svelte-p9gmpf">`);
		ViewRail($$renderer, {});
		$$renderer.push(`<!----></div> <section class="inbox svelte-p9gmpf"${attr("aria-label", t("common.area.desk"))}>`);
		ListHeader($$renderer, {});
		$$renderer.push(`<!----> `);
		TicketList($$renderer, {});
		$$renderer.push(`<!----></section> <div class="ticket svelte-p9gmpf">`);
		children($$renderer);
		$$renderer.push(`<!----></div></div>`);
	});
}
// src/routes/(staff)/desk/+layout.svelte
function _layout($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		let { children } = $$props;
		head("12yc687", $$renderer, ($$renderer) => {
			$$renderer.title(($$renderer) => {
				$$renderer.push(`<title>${escape_html(t("common.area.desk"))} · ${escape_html(session.installation?.name)}</title>`);
			});
		});
		Desk($$renderer, {
			children: ($$renderer) => {
				children($$renderer);
				$$renderer.push(`<!---->`);
			},
			$$slots: { default: true }
		});
	});
}
export { _layout as default };
