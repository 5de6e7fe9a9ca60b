import { C as attr, a as derived, c as props_id, d as stringify, i as bind_props, o as ensure_array_like, r as await_block, s as head, t as attr_class, w as escape_html } from "../../../../../chunks/server.js";
import { t as page } from "../../../../../chunks/state.js";
import "../../../../../chunks/index-server.js";
import "../../../../../chunks/navigation.js";
import { n as ask, t as api } from "../../../../../chunks/client.js";
import { n as asProblem } from "../../../../../chunks/problem.js";
import { a as t, t as need } from "../../../../../chunks/i18n.svelte.js";
import "../../../../../chunks/keys.svelte.js";
import { t as Banner } from "../../../../../chunks/Banner.js";
import { t as Button } from "../../../../../chunks/Button.js";
import { t as ErrorState } from "../../../../../chunks/ErrorState.js";
import { t as problemText } from "../../../../../chunks/problem2.js";
import { t as Skeleton } from "../../../../../chunks/Skeleton.js";
import { t as toasts } from "../../../../../chunks/toasts.svelte.js";
import { n as Conversation, r as Composer, t as OpenTicket } from "../../../../../chunks/open-ticket.svelte.js";
import { t as goto } from "../../../../../chunks/client2.js";
import { t as Avatar } from "../../../../../chunks/Avatar.js";
import { t as IconButton } from "../../../../../chunks/IconButton.js";
import { t as DateTime } from "../../../../../chunks/DateTime.js";
import { t as Attempt } from "../../../../../chunks/attempt.svelte.js";
import { t as FormProblem } from "../../../../../chunks/FormProblem.js";
import { t as FieldInput } from "../../../../../chunks/FieldInput.js";
import { t as Icon } from "../../../../../chunks/Icon.js";
import { t as knownTags } from "../../../../../chunks/choices.js";
import { i as searchOf, t as getInbox } from "../../../../../chunks/inbox.svelte.js";
import { n as session } from "../../../../../chunks/session.svelte.js";
import { t as Menu } from "../../../../../chunks/Menu.js";
import { t as StatusPill } from "../../../../../chunks/StatusPill.js";
import { i as answerStatuses, n as allPriorities, r as allStatuses, t as allClasses } from "../../../../../chunks/vocabulary.js";
import { n as ticketNumber } from "../../../../../chunks/words.js";
// src/lib/ticket/desk/FieldsForm.svelte
function FieldsForm($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** What the department wants to know of a ticket. Only what was changed is sent. */
		let { defs, fields, editable, onsave } = $$props;
		const attempt = new Attempt();
		let edited = {};
		const changed = derived(() => Object.fromEntries(Object.entries(edited).filter(([key, value]) => value !== (fields[key] ?? ""))));
		const dirty = derived(() => Object.keys(changed()).length > 0);
		const problem = derived(() => attempt.problem && !defs.some(({ key }) => attempt.about(key, `fields.${key}`)) ? attempt.problem : void 0);
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			$$renderer.push(`<form class="stack svelte-bp4y6l"><!--[-->`);
			const each_array = ensure_array_like(defs);
			for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
				let def = each_array[$$index];
				const wrong = attempt.about(def.key, `fields.${def.key}`);
				var bind_get = () => edited[def.key] ?? fields[def.key] ?? "";
				var bind_set = (value) => edited[def.key] = value;
				FieldInput($$renderer, {
					def,
					disabled: !editable,
					error: wrong && problemText(wrong),
					get value() {
						return bind_get();
					},
					set value($$value) {
						bind_set($$value);
					}
				});
			}
			$$renderer.push(`<!--]--> `);
			FormProblem($$renderer, { problem: problem() });
			$$renderer.push(`<!----> `);
			if (dirty()) {
				$$renderer.push(`<!--[0--><div class="row">`);
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
				Button($$renderer, {
					look: "plain",
					onclick: () => edited = {},
					children: ($$renderer) => {
						$$renderer.push(`<!---->${escape_html(t("common.cancel"))}`);
					},
					$$slots: { default: true }
				});
				$$renderer.push(`<!----></div>`);
			} else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]--></form>`);
		}
		do {
			$$settled = true;
			$$inner_renderer = $$renderer.copy();
			$$render_inner($$inner_renderer);
		} while (!$$settled);
		$$renderer.subsume($$inner_renderer);
	});
}
// src/lib/ticket/desk/Members.svelte
function Members($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Who is called to the case, and who watches it. */
		let { open } = $$props;
		const members = derived(() => open.ticket?.members ?? []);
		const specialists = derived(() => members().filter(({ role }) => role === "specialist"));
		const watchers = derived(() => members().filter(({ role }) => role === "watcher"));
		async function remove(account) {
			try {
				await ask(api.DELETE("/tickets/{id}/members/{account}", { params: { path: {
					id: open.id,
					account
				} } }));
				await open.refresh();
			} catch (error) {
				toasts.say(problemText(asProblem(error)), "danger");
			}
		}
		function people($$renderer, all, removable) {
			$$renderer.push(`<ul class="people svelte-380h9r"><!--[-->`);
			const each_array = ensure_array_like(all);
			for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
				let { account } = each_array[$$index];
				$$renderer.push(`<li class="svelte-380h9r">`);
				Avatar($$renderer, {
					name: account.name,
					id: account.id,
					size: "s"
				});
				$$renderer.push(`<!----><bdi class="truncate svelte-380h9r">${escape_html(account.name)}</bdi>`);
				if (removable) {
					$$renderer.push("<!--[0-->");
					IconButton($$renderer, {
						icon: "close",
						label: t("staff.letGo", { name: account.name }),
						onclick: () => void remove(account.id)
					});
				} else $$renderer.push("<!--[-1-->");
				$$renderer.push(`<!--]--></li>`);
			}
			$$renderer.push(`<!--]--></ul>`);
		}
		if (specialists().length > 0) {
			$$renderer.push(`<!--[0--><h3 class="svelte-380h9r">${escape_html(t("staff.specialists"))}</h3> `);
			people($$renderer, specialists(), open.can("members"));
			$$renderer.push(`<!---->`);
		} else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--> `);
		if (watchers().length > 0) {
			$$renderer.push(`<!--[0--><h3 class="svelte-380h9r">${escape_html(t("staff.watchers"))}</h3> `);
			people($$renderer, watchers(), false);
			$$renderer.push(`<!---->`);
		} else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]-->`);
	});
}
// src/lib/ticket/desk/TagEditor.svelte
function TagEditor($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		const id = props_id($$renderer);
		let { tags, editable, onchange } = $$props;
		let text = "";
		$$renderer.push(`<ul class="tags svelte-hh3s9h"${attr("aria-label", t("staff.tags"))}><!--[-->`);
		const each_array = ensure_array_like(tags);
		for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
			let tag = each_array[$$index];
			$$renderer.push(`<li>`);
			if (editable) {
				$$renderer.push(`<!--[0--><button type="button"${attr("aria-label", t("staff.removeTag", { name: tag }))} class="svelte-hh3s9h"><bdi>${escape_html(tag)}</bdi>`);
				Icon($$renderer, {
					name: "close",
					size: 14
				});
				$$renderer.push(`<!----></button>`);
			} else $$renderer.push(`<!--[-1--><span class="tag svelte-hh3s9h"><bdi>${escape_html(tag)}</bdi></span>`);
			$$renderer.push(`<!--]--></li>`);
		}
		$$renderer.push(`<!--]--> `);
		if (editable) {
			$$renderer.push(`<!--[0--><li class="new svelte-hh3s9h"><form><input class="control svelte-hh3s9h" dir="auto" maxlength="64"${attr("aria-label", t("staff.addTag"))}${attr("placeholder", t("staff.addTag"))}${attr("list", `${id}-known`)} autocomplete="off"${attr("value", text)}/> `);
			await_block($$renderer, knownTags(), () => {}, (known) => {
				$$renderer.push(`<datalist${attr("id", `${id}-known`)}><!--[-->`);
				const each_array_1 = ensure_array_like(known.filter((tag) => !tags.includes(tag)));
				for (let $$index_1 = 0, $$length = each_array_1.length; $$index_1 < $$length; $$index_1++) {
					let tag = each_array_1[$$index_1];
					$$renderer.option({ value: tag }, ($$renderer) => {});
				}
				$$renderer.push(`<!--]--></datalist>`);
			});
			$$renderer.push(`<!--]--></form></li>`);
		} else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--></ul>`);
	});
}
// src/lib/ticket/desk/Details.svelte
function Details($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** What one looks up rather than reads along. */
		let { open, change, onrecord, oncall, onclose } = $$props;
		const ticket = derived(() => open.ticket);
		if (ticket()) {
			$$renderer.push(`<!--[0--><aside class="stack svelte-1e5wfl0"${attr("aria-label", t("staff.details"))}><div class="asker svelte-1e5wfl0">`);
			Avatar($$renderer, {
				name: ticket().requester.name,
				id: ticket().requester.id
			});
			$$renderer.push(`<!----> <div class="who svelte-1e5wfl0"><span class="name truncate svelte-1e5wfl0"><bdi>${escape_html(ticket().requester.name)}</bdi></span> `);
			if (ticket().organisation) $$renderer.push(`<!--[0--><span class="faint truncate"><bdi>${escape_html(ticket().organisation.name)}</bdi></span>`);
			else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]--> <a class="their svelte-1e5wfl0"${attr("href", `/desk${stringify(searchOf({
				requester: ticket().requester.id,
				status: "all"
			}))}`)}>${escape_html(t("staff.theirTickets"))}</a></div> <span class="shut svelte-1e5wfl0">`);
			IconButton($$renderer, {
				icon: "close",
				label: t("common.close"),
				onclick: onclose
			});
			$$renderer.push(`<!----></span></div> <dl class="svelte-1e5wfl0"><dt class="svelte-1e5wfl0">${escape_html(t("staff.filter.department"))}</dt> <dd class="svelte-1e5wfl0"><bdi>${escape_html(ticket().department.name)}</bdi></dd> <dt class="svelte-1e5wfl0">${escape_html(t("staff.asked"))}</dt> <dd class="svelte-1e5wfl0">`);
			DateTime($$renderer, { at: ticket().createdAt });
			$$renderer.push(`<!----></dd> `);
			if (ticket().closedAt) {
				$$renderer.push(`<!--[0--><dt class="svelte-1e5wfl0">${escape_html(t("ticket.event.closed"))}</dt> <dd class="svelte-1e5wfl0">`);
				DateTime($$renderer, { at: ticket().closedAt });
				$$renderer.push(`<!----></dd>`);
			} else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]--></dl> <h3 class="svelte-1e5wfl0">${escape_html(t("staff.tags"))}</h3> `);
			TagEditor($$renderer, {
				tags: ticket().tags,
				editable: open.can("edit"),
				onchange: (tags) => void change({ tags })
			});
			$$renderer.push(`<!----> `);
			if (ticket().fieldDefs.length > 0) {
				$$renderer.push(`<!--[0--><h3 class="svelte-1e5wfl0">${escape_html(t("staff.fields"))}</h3> <!---->`);
				FieldsForm($$renderer, {
					defs: ticket().fieldDefs,
					fields: ticket().fields,
					editable: open.can("edit"),
					onsave: (fields) => open.change({ fields })
				});
				$$renderer.push(`<!---->`);
			} else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]--> `);
			Members($$renderer, { open });
			$$renderer.push(`<!----> <div class="links svelte-1e5wfl0">`);
			if (open.can("members")) {
				$$renderer.push("<!--[0-->");
				Button($$renderer, {
					look: "plain",
					icon: "people",
					onclick: oncall,
					children: ($$renderer) => {
						$$renderer.push(`<!---->${escape_html(t("staff.callIn"))}`);
					},
					$$slots: { default: true }
				});
			} else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]--> `);
			if (open.can("record")) {
				$$renderer.push("<!--[0-->");
				Button($$renderer, {
					look: "plain",
					icon: "record",
					onclick: onrecord,
					children: ($$renderer) => {
						$$renderer.push(`<!---->${escape_html(t("staff.record"))}`);
					},
					$$slots: { default: true }
				});
			} else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]--></div></aside>`);
		} else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]-->`);
	});
}
// src/lib/ticket/desk/Facts.svelte
function Facts($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Where the ticket stands, each fact changed where it is read. */
		let { open, change } = $$props;
		const ticket = derived(() => open.ticket);
		let colleagues = [];
		const me = derived(() => session.account?.id ?? "");
		const statuses = derived(() => allStatuses.filter((status) => status === ticket()?.status || (status === "closed" ? open.can("close") : status !== "new")).map((status) => ({
			label: t(`common.status.${status}`),
			checked: ticket()?.status === status,
			onselect: () => void change({ status })
		})));
		const priorities = derived(() => allPriorities.map((priority) => ({
			label: t(`common.priority.${priority}`),
			checked: ticket()?.priority === priority,
			onselect: () => void change({ priority })
		})));
		const classes = derived(() => allClasses.map((one) => ({
			label: t(`common.class.${one}`),
			checked: ticket()?.class === one,
			onselect: () => void change({ class: one })
		})));
		const mine = derived(() => ({
			label: t("staff.assignMe"),
			icon: "user",
			checked: ticket()?.assignee?.id === me(),
			onselect: () => void change({ assignee: me() })
		}));
		const assignees = derived(() => [
			...colleagues.some(({ id }) => id === me()) ? [mine()] : [],
			...colleagues.filter(({ id }) => id !== me()).map(({ id, name }) => ({
				label: name,
				checked: ticket()?.assignee?.id === id,
				onselect: () => void change({ assignee: id })
			})),
			{
				label: t("staff.nobody"),
				checked: !ticket()?.assignee,
				apart: true,
				onselect: () => void change({ assignee: null })
			}
		]);
		/** Opens one of the menus, as if it were pressed. */
		function choose(fact) {}
		if (ticket()) {
			$$renderer.push("<!--[0-->");
			function assignee($$renderer) {
				if (ticket().assignee) {
					$$renderer.push("<!--[0-->");
					Avatar($$renderer, {
						name: ticket().assignee.name,
						id: ticket().assignee.id,
						size: "s"
					});
					$$renderer.push(`<!----><bdi class="truncate">${escape_html(ticket().assignee.name)}</bdi>`);
				} else {
					$$renderer.push("<!--[-1-->");
					Icon($$renderer, {
						name: "user",
						size: 16
					});
					$$renderer.push(`<!---->${escape_html(t("staff.nobody"))}`);
				}
				$$renderer.push(`<!--]-->`);
			}
			function priority($$renderer) {
				Icon($$renderer, {
					name: ticket().priority === "urgent" || ticket().priority === "high" ? "warning" : "clock",
					size: 16
				});
				$$renderer.push(`<!---->${escape_html(t(`common.priority.${ticket().priority}`))}`);
			}
			function sealed($$renderer) {
				Icon($$renderer, {
					name: "lock",
					size: 16
				});
				$$renderer.push(`<!---->${escape_html(t(`common.class.${ticket().class}`))}`);
			}
			$$renderer.push(`<div class="facts svelte-1z3ic3"><span data-fact="status" class="svelte-1z3ic3">`);
			if (open.can("edit")) {
				$$renderer.push("<!--[0-->");
				Menu($$renderer, {
					items: statuses(),
					label: t("staff.filter.status"),
					look: "bare",
					children: ($$renderer) => {
						$$renderer.push(`<span class="fact svelte-1z3ic3">`);
						StatusPill($$renderer, { status: ticket().status });
						$$renderer.push(`<!---->`);
						Icon($$renderer, {
							name: "down",
							size: 14
						});
						$$renderer.push(`<!----></span>`);
					},
					$$slots: { default: true }
				});
			} else {
				$$renderer.push("<!--[-1-->");
				StatusPill($$renderer, { status: ticket().status });
			}
			$$renderer.push(`<!--]--></span> <span data-fact="assignee" class="svelte-1z3ic3">`);
			if (open.can("assign")) {
				$$renderer.push("<!--[0-->");
				Menu($$renderer, {
					items: assignees(),
					label: t("staff.filter.assignee"),
					children: ($$renderer) => {
						$$renderer.push(`<span class="fact svelte-1z3ic3"><span class="visually-hidden">${escape_html(t("staff.filter.assignee"))}:</span>`);
						assignee($$renderer);
						$$renderer.push(`<!----></span>`);
					},
					$$slots: { default: true }
				});
			} else {
				$$renderer.push(`<!--[-1--><span class="fact still svelte-1z3ic3">`);
				assignee($$renderer);
				$$renderer.push(`<!----></span>`);
			}
			$$renderer.push(`<!--]--></span> <span class="svelte-1z3ic3">`);
			if (open.can("edit")) {
				$$renderer.push("<!--[0-->");
				Menu($$renderer, {
					items: priorities(),
					label: t("staff.filter.priority"),
					children: ($$renderer) => {
						$$renderer.push(`<span${attr_class(`fact ${stringify(ticket().priority)}`, "svelte-1z3ic3")}><span class="visually-hidden svelte-1z3ic3">${escape_html(t("staff.filter.priority"))}:</span>`);
						priority($$renderer);
						$$renderer.push(`<!----></span>`);
					},
					$$slots: { default: true }
				});
			} else {
				$$renderer.push(`<!--[-1--><span class="fact still svelte-1z3ic3">`);
				priority($$renderer);
				$$renderer.push(`<!----></span>`);
			}
			$$renderer.push(`<!--]--></span> <span class="svelte-1z3ic3">`);
			if (open.can("classify")) {
				$$renderer.push("<!--[0-->");
				Menu($$renderer, {
					items: classes(),
					label: t("staff.filter.class"),
					children: ($$renderer) => {
						$$renderer.push(`<span class="fact svelte-1z3ic3"><span class="visually-hidden">${escape_html(t("staff.filter.class"))}:</span>`);
						sealed($$renderer);
						$$renderer.push(`<!----></span>`);
					},
					$$slots: { default: true }
				});
			} else {
				$$renderer.push(`<!--[-1--><span class="fact still svelte-1z3ic3">`);
				sealed($$renderer);
				$$renderer.push(`<!----></span>`);
			}
			$$renderer.push(`<!--]--></span></div>`);
		} else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]-->`);
		bind_props($$props, { choose });
	});
}
// src/lib/ticket/desk/Subject.svelte
function Subject($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** The ticket's name, changed in its place. */
		let { subject, editable, onsave } = $$props;
		let editing = false;
		let text = "";
		function begin() {
			text = subject;
			editing = true;
		}
		if (editing) {
			$$renderer.push(`<!--[0--><form class="svelte-7vlw0i"><input autofocus="" class="control" dir="auto" maxlength="400"${attr("aria-label", t("staff.subject"))}${attr("value", text)}/> `);
			Button($$renderer, {
				type: "submit",
				look: "primary",
				children: ($$renderer) => {
					$$renderer.push(`<!---->${escape_html(t("common.save"))}`);
				},
				$$slots: { default: true }
			});
			$$renderer.push(`<!----> `);
			IconButton($$renderer, {
				icon: "close",
				label: t("common.cancel"),
				onclick: () => editing = false
			});
			$$renderer.push(`<!----></form>`);
		} else {
			$$renderer.push(`<!--[-1--><div class="shown svelte-7vlw0i"><h2 class="svelte-7vlw0i"><bdi>${escape_html(subject)}</bdi></h2>`);
			if (editable) {
				$$renderer.push(`<!--[0--><span class="pen svelte-7vlw0i">`);
				IconButton($$renderer, {
					icon: "edit",
					label: t("staff.editSubject"),
					onclick: begin
				});
				$$renderer.push(`<!----></span>`);
			} else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]--></div>`);
		}
		$$renderer.push(`<!--]-->`);
	});
}
// src/lib/ticket/desk/TicketHeader.svelte
function TicketHeader($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		let { ticket, menu, editable, details, ondetails, onwatch, onsubject, children } = $$props;
		$$renderer.push(`<header class="svelte-z9ocvr"><div class="line svelte-z9ocvr"><span class="back svelte-z9ocvr">`);
		IconButton($$renderer, {
			icon: "back",
			label: t("staff.toList"),
			href: `/desk${stringify(page.url.search)}`
		});
		$$renderer.push(`<!----></span> <div class="name svelte-z9ocvr"><!---->`);
		Subject($$renderer, {
			subject: ticket.subject,
			editable,
			onsave: onsubject
		});
		$$renderer.push(`<!----> <p class="faint truncate"><span class="tabular">${escape_html(ticketNumber(ticket.number))}</span> · <bdi>${escape_html(ticket.requester.name)}</bdi>`);
		if (ticket.organisation) $$renderer.push(`<!--[0--> · <bdi>${escape_html(ticket.organisation.name)}</bdi>`);
		else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--></p></div> <span class="tools svelte-z9ocvr">`);
		if (onwatch) {
			$$renderer.push("<!--[0-->");
			IconButton($$renderer, {
				icon: "eye",
				keys: "W",
				label: t(ticket.watching ? "staff.unwatch" : "staff.watch"),
				pressed: ticket.watching,
				onclick: onwatch
			});
		} else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--> `);
		IconButton($$renderer, {
			icon: "info",
			keys: "D",
			label: t("staff.details"),
			pressed: details,
			onclick: ondetails
		});
		$$renderer.push(`<!----> `);
		if (menu.length > 0) {
			$$renderer.push("<!--[0-->");
			Menu($$renderer, {
				items: menu,
				label: t("staff.actions"),
				align: "end",
				look: "bare",
				children: ($$renderer) => {
					Icon($$renderer, { name: "more" });
				},
				$$slots: { default: true }
			});
		} else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--></span></div> `);
		children($$renderer);
		$$renderer.push(`<!----></header>`);
	});
}
// src/lib/ticket/desk/TicketPane.svelte
function TicketPane($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** One ticket, worked on. */
		let { id } = $$props;
		getInbox();
		const open = new OpenTicket(id);
		const ticket = derived(() => open.ticket);
		let asked = void 0;
		let splitting = false;
		let chosen = [];
		let details = matchMedia("(width >= 88rem)").matches;
		const kinds = derived(() => [...open.can("reply") ? ["message"] : [], ...open.can("note") ? ["note"] : []]);
		/** Does it, and says so when it is refused. */
		async function attempt(work) {
			try {
				await work();
				return true;
			} catch (error) {
				toasts.say(problemText(asProblem(error)), "danger");
				return false;
			}
		}
		const change = async (patch) => void await attempt(() => open.change(patch));
		const after = () => Promise.all([open.refresh(), open.talk.catchUp()]);
		const path = { params: { path: { id: open.id } } };
		async function close() {
			if (!await attempt(() => ask(api.POST("/tickets/{id}/close", path)))) return;
			after();
			toasts.say(t("staff.closed"), "good", {
				label: t("staff.undo"),
				run: () => void reopen()
			});
		}
		async function reopen() {
			if (await attempt(() => ask(api.POST("/tickets/{id}/reopen", path)))) after();
		}
		async function watch() {
			const call = ticket()?.watching ? api.DELETE("/tickets/{id}/watch", path) : api.PUT("/tickets/{id}/watch", path);
			if (await attempt(() => ask(call))) after();
		}
		const visit = (other) => void goto(`/desk/${other}${page.url.search}`);
		function handedOver(to, still) {
			asked = void 0;
			toasts.say(t("ticket.event.handed_over", { name: to }), "good");
			if (still) after();
			else goto(`/desk${page.url.search}`);
		}
		function split() {
			chosen = [];
			splitting = true;
		}
		const actions = derived(() => [
			{
				keys: "R",
				label: "ticket.reply",
				icon: "reply",
				can: "reply",
				run: () => void 0
			},
			{
				keys: "N",
				label: "ticket.note",
				icon: "note",
				can: "note",
				run: () => void 0
			},
			{
				keys: "A",
				label: "staff.assign",
				icon: "user",
				can: "assign",
				run: () => void 0
			},
			{
				keys: "S",
				label: "staff.setStatus",
				icon: "check",
				can: "edit",
				run: () => void 0
			},
			{
				keys: "H",
				label: "staff.handOver",
				icon: "arrow",
				can: "hand_over",
				run: () => asked = "handOver"
			},
			{
				keys: "E",
				label: "staff.close",
				icon: "sealed",
				can: "close",
				run: close
			},
			{
				keys: "O",
				label: "staff.reopen",
				icon: "refresh",
				can: "reopen",
				run: reopen
			},
			{
				keys: "W",
				label: ticket()?.watching ? "staff.unwatch" : "staff.watch",
				icon: "eye",
				can: "watch",
				run: watch
			},
			{
				keys: "",
				label: "staff.merge",
				icon: "merge",
				can: "merge",
				run: () => asked = "merge"
			},
			{
				keys: "",
				label: "staff.split",
				icon: "split",
				can: "split",
				run: split
			},
			{
				keys: "",
				label: "staff.callIn",
				icon: "people",
				can: "members",
				run: () => asked = "callIn"
			},
			{
				keys: "",
				label: "staff.record",
				icon: "record",
				can: "record",
				run: () => asked = "record"
			},
			{
				keys: "D",
				label: "staff.details",
				icon: "info",
				can: void 0,
				run: () => details = !details
			}
		]);
		const possible = derived(() => actions().filter(({ can }) => !can || open.can(can)));
		const menu = derived(() => possible().filter(({ label }) => ![
			"ticket.reply",
			"ticket.note",
			"staff.assign",
			"staff.setStatus",
			"staff.details"
		].includes(label)).map(({ label, icon, run }) => ({
			label: t(label),
			icon,
			onselect: () => void run()
		})));
		head("sueu10", $$renderer, ($$renderer) => {
			if (ticket()) {
				$$renderer.push("<!--[0-->");
				$$renderer.title(($$renderer) => {
					$$renderer.push(`<title>${escape_html(ticket().subject)}</title>`);
				});
			} else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]-->`);
		});
		if (open.problem && !ticket()) {
			$$renderer.push(`<!--[0--><div class="whole svelte-sueu10">`);
			ErrorState($$renderer, {
				problem: open.problem,
				retry: open.problem.status === 404 ? void 0 : open.refresh
			});
			$$renderer.push(`<!----><div class="back">`);
			Button($$renderer, {
				href: `/desk${stringify(page.url.search)}`,
				icon: "back",
				children: ($$renderer) => {
					$$renderer.push(`<!---->${escape_html(t("staff.toList"))}`);
				},
				$$slots: { default: true }
			});
			$$renderer.push(`<!----></div></div>`);
		} else if (!ticket()) {
			$$renderer.push(`<!--[1--><div class="whole wait svelte-sueu10" aria-busy="true">`);
			Skeleton($$renderer, { lines: 10 });
			$$renderer.push(`<!----></div>`);
		} else {
			$$renderer.push("<!--[-1-->");
			function beside($$renderer, message) {
				$$renderer.push(`<input class="pick svelte-sueu10" type="checkbox"${attr("aria-label", message.text.slice(0, 80) || message.author.name)}${attr("value", message.seq)}${attr("checked", chosen.includes(message.seq), true)}/>`);
			}
			$$renderer.push(`<div${attr_class("pane svelte-sueu10", void 0, { "details": details })}>`);
			TicketHeader($$renderer, {
				ticket: ticket(),
				menu: menu(),
				editable: open.can("edit"),
				details,
				ondetails: () => details = !details,
				onwatch: open.can("watch") ? watch : void 0,
				onsubject: (subject) => open.change({ subject }).catch((error) => toasts.say(problemText(asProblem(error)), "danger")),
				children: ($$renderer) => {
					Facts($$renderer, {
						open,
						change
					});
				},
				$$slots: { default: true }
			});
			$$renderer.push(`<!----> <div class="talk svelte-sueu10">`);
			if (ticket().mergedInto) {
				$$renderer.push(`<!--[0--><div class="merged svelte-sueu10">`);
				{
					function actions($$renderer) {
						Button($$renderer, {
							href: `/desk/${stringify(ticket().mergedInto)}${stringify(page.url.search)}`,
							children: ($$renderer) => {
								$$renderer.push(`<!---->${escape_html(t("staff.merged.go"))}`);
							},
							$$slots: { default: true }
						});
					}
					Banner($$renderer, {
						icon: "merge",
						actions,
						children: ($$renderer) => {
							$$renderer.push(`<!---->${escape_html(t("staff.merged"))}`);
						},
						$$slots: {
							actions: true,
							default: true
						}
					});
				}
				$$renderer.push(`<!----></div>`);
			} else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]--> `);
			Conversation($$renderer, {
				talk: open.talk,
				side: ticket().viewerSide,
				beside: splitting ? beside : void 0
			});
			$$renderer.push(`<!----> <div class="answer svelte-sueu10">`);
			if (splitting) {
				$$renderer.push("<!--[0-->");
				await_block($$renderer, import("../../../../../chunks/SplitBar.js"), () => {}, ({ default: SplitBar }) => {
					if (SplitBar) {
						$$renderer.push("<!--[-->");
						SplitBar($$renderer, {
							open,
							chosen,
							onclose: () => splitting = false,
							ondone: (made) => visit(made.id)
						});
						$$renderer.push("<!--]-->");
					} else {
						$$renderer.push("<!--[!-->");
						$$renderer.push("<!--]-->");
					}
				});
				$$renderer.push(`<!--]-->`);
			} else if (kinds().length > 0) {
				$$renderer.push("<!--[1-->");
				Composer($$renderer, {
					open,
					kinds: kinds(),
					statuses: ticket().viewerSide === "staff" ? answerStatuses : [],
					placeholder: t("ticket.writeTo", { name: ticket().requester.name }),
					keysShown: true
				});
			} else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]--></div></div> `);
			if (details) {
				$$renderer.push(`<!--[0--><div class="side svelte-sueu10">`);
				Details($$renderer, {
					open,
					change,
					onrecord: () => asked = "record",
					oncall: () => asked = "callIn",
					onclose: () => details = false
				});
				$$renderer.push(`<!----></div>`);
			} else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]--></div>`);
		}
		$$renderer.push(`<!--]--> `);
		if (asked === "handOver") {
			$$renderer.push("<!--[0-->");
			await_block($$renderer, import("../../../../../chunks/HandOver.js"), () => {}, ({ default: HandOver }) => {
				if (HandOver) {
					$$renderer.push("<!--[-->");
					HandOver($$renderer, {
						open,
						onclose: () => asked = void 0,
						ondone: handedOver
					});
					$$renderer.push("<!--]-->");
				} else {
					$$renderer.push("<!--[!-->");
					$$renderer.push("<!--]-->");
				}
			});
			$$renderer.push(`<!--]-->`);
		} else if (asked === "merge") {
			$$renderer.push("<!--[1-->");
			await_block($$renderer, import("../../../../../chunks/MergeInto.js"), () => {}, ({ default: MergeInto }) => {
				if (MergeInto) {
					$$renderer.push("<!--[-->");
					MergeInto($$renderer, {
						open,
						onclose: () => asked = void 0,
						ondone: (into) => visit(into.id)
					});
					$$renderer.push("<!--]-->");
				} else {
					$$renderer.push("<!--[!-->");
					$$renderer.push("<!--]-->");
				}
			});
			$$renderer.push(`<!--]-->`);
		} else if (asked === "callIn") {
			$$renderer.push("<!--[2-->");
			await_block($$renderer, import("../../../../../chunks/CallIn.js"), () => {}, ({ default: CallIn }) => {
				if (CallIn) {
					$$renderer.push("<!--[-->");
					CallIn($$renderer, {
						open,
						onclose: () => asked = void 0
					});
					$$renderer.push("<!--]-->");
				} else {
					$$renderer.push("<!--[!-->");
					$$renderer.push("<!--]-->");
				}
			});
			$$renderer.push(`<!--]-->`);
		} else if (asked === "record") {
			$$renderer.push("<!--[3-->");
			await_block($$renderer, Promise.all([import("../../../../../chunks/RecordDialog.js"), need("record")]), () => {}, ([{ default: RecordDialog }]) => {
				if (RecordDialog) {
					$$renderer.push("<!--[-->");
					RecordDialog($$renderer, {
						id,
						onclose: () => asked = void 0
					});
					$$renderer.push("<!--]-->");
				} else {
					$$renderer.push("<!--[!-->");
					$$renderer.push("<!--]-->");
				}
			});
			$$renderer.push(`<!--]-->`);
		} else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]-->`);
	});
}
// src/routes/(staff)/desk/[id]/+page.svelte
function _page($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		$$renderer.push(`<!---->`);
		TicketPane($$renderer, { id: page.params["id"] ?? "" });
		$$renderer.push(`<!---->`);
	});
}
export { _page as default };
