import { C as attr, a as derived, s as head, w as escape_html } from "../../../../chunks/server.js";
import { n as session } from "../../../../chunks/session.svelte.js";
import "../../../../chunks/index-server.js";
import "../../../../chunks/navigation.js";
import { t as page } from "../../../../chunks/state.js";
import { n as ask, t as api } from "../../../../chunks/client.js";
import { t as CursorList } from "../../../../chunks/list.svelte.js";
import { a as t } from "../../../../chunks/i18n.svelte.js";
import { t as Button } from "../../../../chunks/Button.js";
import { t as EmptyState } from "../../../../chunks/EmptyState.js";
import { t as ErrorState } from "../../../../chunks/ErrorState.js";
import { t as Section } from "../../../../chunks/Section.js";
import { t as Skeleton } from "../../../../chunks/Skeleton.js";
import { t as goto } from "../../../../chunks/client2.js";
import { t as Attempt } from "../../../../chunks/attempt.svelte.js";
import { n as saveText, t as RecordEntries } from "../../../../chunks/RecordEntries.js";
import { t as toasts } from "../../../../chunks/toasts.svelte.js";
import { t as IconButton } from "../../../../chunks/IconButton.js";
import { t as Select } from "../../../../chunks/Select.js";
import { t as TextField } from "../../../../chunks/TextField.js";
import { t as Banner } from "../../../../chunks/Banner.js";
import { t as DateTime } from "../../../../chunks/DateTime.js";
import { t as FormProblem } from "../../../../chunks/FormProblem.js";
import { t as ProgressBar } from "../../../../chunks/ProgressBar.js";
import { t as NoRights } from "../../../../chunks/NoRights.js";
// src/lib/audit/Checkpoint.svelte
function Checkpoint($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** The newest signed state of the record, to be kept elsewhere; and why that is worth doing. `round` asks anew. */
		let { round = 0 } = $$props;
		const fetching = new Attempt();
		let text = "";
		/** A checkpoint's second line is how many entries it covers. */
		const size = derived(() => Number(text.split("\n")[1]) || 0);
		const load = () => fetching.run(async () => text = (await ask(api.GET("/record/checkpoint"))).text);
		async function copy() {
			await navigator.clipboard.writeText(text);
			toasts.say(t("common.copied"), "good");
		}
		Section($$renderer, {
			title: t("record.checkpoint.title"),
			lead: text ? t("record.checkpoint.lead", { count: size() }) : void 0,
			children: ($$renderer) => {
				if (fetching.problem && !text) {
					$$renderer.push("<!--[0-->");
					ErrorState($$renderer, {
						problem: fetching.problem,
						retry: load
					});
				} else if (!text) {
					$$renderer.push("<!--[1-->");
					Skeleton($$renderer, { lines: 4 });
				} else {
					$$renderer.push(`<!--[-1--><pre class="text svelte-y4my9x" tabindex="-1">${escape_html(text.trim())}</pre> <div class="row">`);
					Button($$renderer, {
						icon: "download",
						onclick: () => saveText(`surety-checkpoint-${size()}.txt`, text),
						children: ($$renderer) => {
							$$renderer.push(`<!---->${escape_html(t("common.download"))}`);
						},
						$$slots: { default: true }
					});
					$$renderer.push(`<!----> `);
					Button($$renderer, {
						look: "plain",
						icon: "copy",
						onclick: copy,
						children: ($$renderer) => {
							$$renderer.push(`<!---->${escape_html(t("common.copy"))}`);
						},
						$$slots: { default: true }
					});
					$$renderer.push(`<!----></div>`);
				}
				$$renderer.push(`<!--]--> <details><summary class="svelte-y4my9x">${escape_html(t("record.outside.title"))}</summary> <ol class="svelte-y4my9x"><li>${escape_html(t("record.outside.1"))}</li> <li>${escape_html(t("record.outside.2"))}</li> <li>${escape_html(t("record.outside.3"))}<br/><span class="faint">${escape_html(t("record.outside.command"))}: <code>surety audit verify --checkpoint surety-checkpoint-${escape_html(size())}.txt</code></span></li> <li>${escape_html(t("record.outside.4"))}</li></ol></details>`);
			},
			$$slots: { default: true }
		});
	});
}
// src/lib/audit/filter.ts
/** What the record is searched by. It stands in the address, so that a search can be kept and gone back to. */
var spans = [
	"all",
	"day",
	"week",
	"month",
	"own"
];
var days = {
	day: 1,
	week: 7,
	month: 30
};
var dayMs = 864e5;
var isSpan = (value) => spans.includes(value);
function readFilter(query) {
	const get = (name) => query.get(name) ?? "";
	const span = query.get("span");
	return {
		span: isSpan(span) ? span : "all",
		from: get("from"),
		to: get("to"),
		action: get("action"),
		actor: get("actor"),
		ticket: get("ticket")
	};
}
function writeFilter(filter) {
	const own = filter.span === "own";
	const said = Object.entries({
		...filter,
		span: filter.span === "all" ? "" : filter.span,
		from: own ? filter.from : "",
		to: own ? filter.to : ""
	});
	return new URLSearchParams(said.filter(([, value]) => value !== "")).toString();
}
/** The beginning of the day in the reader's own zone; of the day after, for an end that is included. */
function dayAt(day, later = 0) {
	const [year, month, date] = day.split("-").map(Number);
	return year && month && date ? new Date(year, month - 1, date + later).toISOString() : void 0;
}
/** The same as the server asks for it. */
function toQuery({ span, from, to, action, actor, ticket }, now = Date.now()) {
	const back = days[span];
	return {
		...span === "own" ? {
			from: dayAt(from),
			to: dayAt(to, 1)
		} : { from: back ? (/* @__PURE__ */ new Date(now - back * dayMs)).toISOString() : void 0 },
		action,
		actor,
		ticket
	};
}
// src/lib/audit/actions.ts
/** The actions one can search for, in the order people think of them. */
var actions = [
	"ticket.open",
	"ticket.open_for",
	"ticket.see",
	"ticket.read",
	"ticket.read_note",
	"ticket.reply",
	"ticket.note",
	"ticket.edit",
	"ticket.classify",
	"ticket.assign",
	"ticket.hand_over",
	"ticket.close",
	"ticket.reopen",
	"ticket.merge",
	"ticket.split",
	"ticket.members",
	"ticket.record",
	"file.add",
	"file.fetch",
	"file.fetch_note",
	"account.sign_in",
	"account.sign_out",
	"account.step_up",
	"account.accept",
	"account.reset",
	"account.letter",
	"own.change",
	"own.factor",
	"own.factor_remove",
	"own.token",
	"own.sessions",
	"account.read",
	"account.invite",
	"account.change",
	"requester.add",
	"organisation.change",
	"department.change",
	"settings.change",
	"keys.read",
	"keys.rotate",
	"record.read",
	"record.verify",
	"record.receipt",
	"record.destroy",
	"installation.set_up",
	"housekeeping"
];
// src/lib/audit/Search.svelte
function Search($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** The name of the actor the list is narrowed to. */
		let { filter, actorName, busy, onfilter } = $$props;
		let draft = derived(() => ({ ...filter }));
		const change = (part) => draft({
			...draft(),
			...part
		});
		const spanOptions = derived(() => spans.map((value) => ({
			value,
			label: t(`record.search.${value}`)
		})));
		const actionOptions = derived(() => [{
			value: "",
			label: t("record.search.anything")
		}, ...actions.map((value) => ({
			value,
			label: t(`record.action.${value}`)
		}))]);
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			var bind_get = () => draft().span;
			var bind_set = (span) => change({ span });
			var bind_get_3 = () => draft().action;
			var bind_set_3 = (action) => change({ action });
			var bind_get_4 = () => draft().ticket;
			var bind_set_4 = (ticket) => change({ ticket: ticket.trim() });
			$$renderer.push(`<form class="search svelte-1iuyb03" role="search"${attr("aria-label", t("record.search.title"))}><div class="fields svelte-1iuyb03">`);
			Select($$renderer, {
				label: t("record.search.when"),
				options: spanOptions(),
				get value() {
					return bind_get();
				},
				set value($$value) {
					bind_set($$value);
				}
			});
			$$renderer.push(`<!----> `);
			if (draft().span === "own") {
				$$renderer.push("<!--[0-->");
				var bind_get_1 = () => draft().from;
				var bind_set_1 = (from) => change({ from });
				var bind_get_2 = () => draft().to;
				var bind_set_2 = (to) => change({ to });
				TextField($$renderer, {
					type: "date",
					label: t("record.search.from"),
					get value() {
						return bind_get_1();
					},
					set value($$value) {
						bind_set_1($$value);
					}
				});
				$$renderer.push(`<!----> `);
				TextField($$renderer, {
					type: "date",
					label: t("record.search.to"),
					get value() {
						return bind_get_2();
					},
					set value($$value) {
						bind_set_2($$value);
					}
				});
				$$renderer.push(`<!---->`);
			} else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]--> `);
			Select($$renderer, {
				label: t("record.search.action"),
				options: actionOptions(),
				get value() {
					return bind_get_3();
				},
				set value($$value) {
					bind_set_3($$value);
				}
			});
			$$renderer.push(`<!----> `);
			TextField($$renderer, {
				ltr: true,
				label: t("record.search.ticketId"),
				hint: t("record.search.ticketHint"),
				maxlength: 64,
				spellcheck: "false",
				autocomplete: "off",
				get value() {
					return bind_get_4();
				},
				set value($$value) {
					bind_set_4($$value);
				}
			});
			$$renderer.push(`<!----> <div class="go svelte-1iuyb03">`);
			Button($$renderer, {
				type: "submit",
				look: "primary",
				icon: "search",
				busy,
				children: ($$renderer) => {
					$$renderer.push(`<!---->${escape_html(t("record.search.title"))}`);
				},
				$$slots: { default: true }
			});
			$$renderer.push(`<!----></div></div> `);
			if (filter.actor) {
				$$renderer.push(`<!--[0--><p class="chip svelte-1iuyb03">${escape_html(t("record.search.actor", { name: actorName }))}`);
				IconButton($$renderer, {
					icon: "close",
					label: t("record.search.clear", { name: actorName }),
					onclick: () => onfilter({
						...filter,
						actor: ""
					})
				});
				$$renderer.push(`<!----></p>`);
			} else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]--> <p class="faint">${escape_html(t("record.search.logged"))}</p></form>`);
		}
		do {
			$$settled = true;
			$$inner_renderer = $$renderer.copy();
			$$render_inner($$inner_renderer);
		} while (!$$settled);
		$$renderer.subsume($$inner_renderer);
	});
}
// src/lib/audit/Verify.svelte
function Verify($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Checks the whole record, here and now. */
		let { onverified } = $$props;
		const attempt = new Attempt();
		let result = void 0;
		const verify = () => attempt.run(async () => {
			result = void 0;
			result = {
				...await ask(api.POST("/record/verify")),
				at: (/* @__PURE__ */ new Date()).toISOString()
			};
			onverified();
		});
		Section($$renderer, {
			title: t("record.verify.title"),
			lead: t("record.verify.lead"),
			children: ($$renderer) => {
				$$renderer.push(`<div role="status" class="stack">`);
				if (attempt.busy) {
					$$renderer.push(`<!--[0--><p>${escape_html(t("record.verify.busy"))}</p> `);
					ProgressBar($$renderer, { label: t("record.verify.busy") });
					$$renderer.push(`<!---->`);
				} else if (result?.ok) {
					$$renderer.push("<!--[1-->");
					Banner($$renderer, {
						look: "good",
						icon: "sealed",
						children: ($$renderer) => {
							$$renderer.push(`<strong>${escape_html(t("record.verify.whole", { count: result.size }))}</strong><br/>${escape_html(t("record.verify.at"))} `);
							DateTime($$renderer, { at: result.at });
							$$renderer.push(`<!---->`);
						},
						$$slots: { default: true }
					});
				} else if (result) {
					$$renderer.push("<!--[2-->");
					Banner($$renderer, {
						look: "danger",
						alert: true,
						children: ($$renderer) => {
							$$renderer.push(`<strong>${escape_html(t("record.verify.bad", { n: result.firstBad ?? 0 }))}</strong><br/> `);
							if (result.what) $$renderer.push(`<!--[0-->${escape_html(t("record.verify.what"))}: <bdi lang="en" class="ltr">${escape_html(result.what)}</bdi><br/>`);
							else $$renderer.push("<!--[-1-->");
							$$renderer.push(`<!--]--> ${escape_html(t("record.verify.after"))}`);
						},
						$$slots: { default: true }
					});
				} else $$renderer.push("<!--[-1-->");
				$$renderer.push(`<!--]--></div> `);
				FormProblem($$renderer, { problem: attempt.problem });
				$$renderer.push(`<!----> <div>`);
				Button($$renderer, {
					look: "primary",
					icon: "sealed",
					disabled: attempt.busy,
					onclick: verify,
					children: ($$renderer) => {
						$$renderer.push(`<!---->${escape_html(t("record.verify.start"))}`);
					},
					$$slots: { default: true }
				});
				$$renderer.push(`<!----></div>`);
			},
			$$slots: { default: true }
		});
	});
}
// src/lib/audit/Record.svelte
function Record($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** The whole record, for those who hold others to it. */
		let round = 0;
		const filter = derived(() => readFilter(page.url.searchParams));
		const list = new CursorList((cursor) => ask(api.GET("/record", { params: { query: {
			cursor,
			...toQuery(filter())
		} } })));
		const actorName = derived(() => list.rows?.find(({ actor }) => actor.id === filter().actor)?.actor.name || filter().actor);
		const search = (wanted) => {
			const query = writeFilter(wanted);
			if (query === writeFilter(filter())) list.load();
			else goto(query ? `?${query}` : page.url.pathname, {
				keepFocus: true,
				noScroll: true
			});
		};
		$$renderer.push(`<div class="record svelte-1bboe5e"><header><h1>${escape_html(t("record.title"))}</h1> <p class="soft">${escape_html(t("record.page.lead"))}</p></header> <div class="proofs svelte-1bboe5e">`);
		Verify($$renderer, { onverified: () => round += 1 });
		$$renderer.push(`<!----> `);
		Checkpoint($$renderer, { round });
		$$renderer.push(`<!----></div> `);
		Section($$renderer, {
			title: t("record.search.title"),
			children: ($$renderer) => {
				Search($$renderer, {
					filter: filter(),
					actorName: actorName(),
					busy: list.busy,
					onfilter: search
				});
				$$renderer.push(`<!----> <div class="found svelte-1bboe5e"${attr("aria-busy", list.busy)}>`);
				if (list.problem && !list.rows) {
					$$renderer.push("<!--[0-->");
					ErrorState($$renderer, {
						problem: list.problem,
						retry: list.load
					});
				} else if (!list.rows) {
					$$renderer.push("<!--[1-->");
					Skeleton($$renderer, { lines: 8 });
				} else if (list.rows.length === 0) {
					$$renderer.push("<!--[2-->");
					EmptyState($$renderer, {
						icon: "search",
						title: t("record.search.none"),
						text: t("record.search.noneText")
					});
				} else {
					$$renderer.push("<!--[-1-->");
					RecordEntries($$renderer, {
						entries: list.rows,
						full: true,
						onpick: (pick) => search({
							...filter(),
							...pick
						})
					});
					$$renderer.push(`<!----> `);
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
				}
				$$renderer.push(`<!--]--></div>`);
			},
			$$slots: { default: true }
		});
		$$renderer.push(`<!----></div>`);
	});
}
// src/routes/(staff)/record/+page.svelte
function _page($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		head("1kdlyzc", $$renderer, ($$renderer) => {
			$$renderer.title(($$renderer) => {
				$$renderer.push(`<title>${escape_html(t("record.title"))} · ${escape_html(session.installation?.name)}</title>`);
			});
		});
		if (session.has("record")) {
			$$renderer.push("<!--[0-->");
			Record($$renderer, {});
		} else {
			$$renderer.push("<!--[-1-->");
			NoRights($$renderer, {});
		}
		$$renderer.push(`<!--]-->`);
	});
}
export { _page as default };
