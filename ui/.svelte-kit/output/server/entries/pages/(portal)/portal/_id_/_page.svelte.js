import { C as attr, a as derived, d as stringify, s as head, t as attr_class, w as escape_html } from "../../../../../chunks/server.js";
import { t as page } from "../../../../../chunks/state.js";
import { n as session } from "../../../../../chunks/session.svelte.js";
import { a as t } from "../../../../../chunks/i18n.svelte.js";
import { i as uploads, n as Conversation, r as Composer, t as OpenTicket } from "../../../../../chunks/open-ticket.svelte.js";
import { n as ticketNumber } from "../../../../../chunks/words.js";
import { t as Button } from "../../../../../chunks/Button.js";
import { t as DateTime } from "../../../../../chunks/DateTime.js";
import { t as ErrorState } from "../../../../../chunks/ErrorState.js";
import { t as Icon } from "../../../../../chunks/Icon.js";
import { t as Skeleton } from "../../../../../chunks/Skeleton.js";
import { t as StatusPill } from "../../../../../chunks/StatusPill.js";
import "../../../../../chunks/index-server.js";
import { t as ProgressBar } from "../../../../../chunks/ProgressBar.js";
import { n as ask, t as api } from "../../../../../chunks/client.js";
import { t as Attempt } from "../../../../../chunks/attempt.svelte.js";
import { t as FormProblem } from "../../../../../chunks/FormProblem.js";
import { o as list } from "../../../../../chunks/format.js";
// src/lib/portal/Sent.svelte
function Sent($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Right after sending: that it is here, and what happens now. */
		let { ticket } = $$props;
		const sendings = derived(() => uploads.all.filter((sending) => sending.ticket === ticket.id));
		const left = derived(() => sendings().filter(({ stored, problem }) => !stored && !problem).length);
		const failed = derived(() => sendings().filter(({ problem }) => problem).length);
		const whole = derived(() => sendings().reduce((sum, { file }) => sum + file.size, 0));
		const gone = derived(() => sendings().reduce((sum, { file, share, stored }) => sum + file.size * (stored ? 1 : share), 0));
		$$renderer.push(`<section class="sent svelte-jdnyeo" aria-labelledby="sent"><h2 id="sent" tabindex="-1" class="svelte-jdnyeo">`);
		Icon($$renderer, {
			name: "sealed",
			size: 32
		});
		$$renderer.push(`<!---->${escape_html(t("asking.sent.title"))}</h2> <div aria-live="polite">`);
		if (left() > 0) {
			$$renderer.push(`<!--[0--><p>${escape_html(t("asking.sent.sending", { count: left() }))}</p> `);
			ProgressBar($$renderer, {
				value: whole() > 0 ? gone() / whole() : void 0,
				label: t("asking.sent.sending", { count: left() })
			});
			$$renderer.push(`<!---->`);
		} else if (failed() > 0) $$renderer.push(`<!--[1--><p>${escape_html(t("asking.sent.failed", { count: failed() }))}</p>`);
		else if (sendings().length > 0) $$renderer.push(`<!--[2--><p>${escape_html(t("asking.sent.arrived"))}</p>`);
		else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--></div> <ul class="next svelte-jdnyeo"><li class="svelte-jdnyeo">`);
		Icon($$renderer, { name: "people" });
		$$renderer.push(`<!----><span>${escape_html(t("asking.sent.who", { name: ticket.department.name }))}</span></li> <li class="svelte-jdnyeo">`);
		Icon($$renderer, { name: "mail" });
		$$renderer.push(`<!----><span>${escape_html(t("asking.sent.mail", { email: session.account?.email ?? "" }))}</span></li> <li class="svelte-jdnyeo">`);
		Icon($$renderer, { name: "record" });
		$$renderer.push(`<!----><span>${escape_html(t("asking.sent.record"))}</span></li> <li class="svelte-jdnyeo">`);
		Icon($$renderer, { name: "lock" });
		$$renderer.push(`<!----><span>${escape_html(t("asking.sent.never"))}</span></li></ul></section>`);
	});
}
// src/lib/portal/Solved.svelte
function Solved($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Whose turn it is, and the client's own word on whether it is solved. Closing can be taken back, so nobody asks twice. */
		let { open, ticket, onreply } = $$props;
		const attempt = new Attempt();
		const params = derived(() => ({ path: { id: ticket.id } }));
		const told = derived(() => ticket.status === "solved" || ticket.status === "waiting" || ticket.status === "closed");
		const change = (call) => attempt.run(async () => {
			await call();
			await Promise.all([open.refresh(), open.talk.catchUp()]);
		});
		const close = () => change(() => ask(api.POST("/tickets/{id}/close", { params: params() })));
		const reopen = async () => await change(() => ask(api.POST("/tickets/{id}/reopen", { params: params() }))) && onreply();
		FormProblem($$renderer, { problem: attempt.problem });
		$$renderer.push(`<!----> <div${attr_class(`turn ${stringify(ticket.status)}`, "svelte-afmzsp", { "told": told() })}><p role="status" class="svelte-afmzsp">${escape_html(t(`portal.turn.${ticket.status}`))}</p> <div class="row">`);
		if (ticket.status === "solved") {
			$$renderer.push("<!--[0-->");
			if (open.can("reopen")) {
				$$renderer.push("<!--[0-->");
				Button($$renderer, {
					busy: attempt.busy,
					onclick: reopen,
					children: ($$renderer) => {
						$$renderer.push(`<!---->${escape_html(t("portal.notSolved"))}`);
					},
					$$slots: { default: true }
				});
			} else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]--> `);
			if (open.can("close")) {
				$$renderer.push("<!--[0-->");
				Button($$renderer, {
					look: "primary",
					icon: "check",
					busy: attempt.busy,
					onclick: close,
					children: ($$renderer) => {
						$$renderer.push(`<!---->${escape_html(t("portal.solved"))}`);
					},
					$$slots: { default: true }
				});
			} else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]-->`);
		} else if (ticket.status === "closed") {
			$$renderer.push("<!--[1-->");
			if (open.can("reopen")) {
				$$renderer.push("<!--[0-->");
				Button($$renderer, {
					icon: "refresh",
					busy: attempt.busy,
					onclick: reopen,
					children: ($$renderer) => {
						$$renderer.push(`<!---->${escape_html(t("portal.reopen"))}`);
					},
					$$slots: { default: true }
				});
			} else if (!ticket.mergedInto) {
				$$renderer.push("<!--[1-->");
				Button($$renderer, {
					icon: "plus",
					href: "/portal/new",
					children: ($$renderer) => {
						$$renderer.push(`<!---->${escape_html(t("portal.ask"))}`);
					},
					$$slots: { default: true }
				});
			} else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]-->`);
		} else if (open.can("close")) {
			$$renderer.push("<!--[2-->");
			Button($$renderer, {
				look: "secondary",
				icon: "check",
				busy: attempt.busy,
				onclick: close,
				children: ($$renderer) => {
					$$renderer.push(`<!---->${escape_html(t("portal.solved"))}`);
				},
				$$slots: { default: true }
			});
		} else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--></div></div>`);
	});
}
// src/lib/portal/WhoSees.svelte
function WhoSees($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Who may read this request, in words; everyone else finds nothing. */
		let { ticket } = $$props;
		const called = derived(() => ticket.members.map(({ account }) => account.name));
		$$renderer.push(`<details class="card svelte-zkiyey"><summary class="svelte-zkiyey">`);
		Icon($$renderer, { name: "eye" });
		$$renderer.push(`<!----><span class="svelte-zkiyey">${escape_html(t("portal.sees"))}</span>`);
		Icon($$renderer, { name: "down" });
		$$renderer.push(`<!----></summary> <ul class="who svelte-zkiyey"><li class="svelte-zkiyey">`);
		Icon($$renderer, { name: "user" });
		$$renderer.push(`<!----><span>${escape_html(t(ticket.organisation ? "portal.sees.youAnd" : "portal.sees.you", { name: ticket.organisation?.name ?? "" }))}</span></li> <li class="svelte-zkiyey">`);
		Icon($$renderer, { name: "people" });
		$$renderer.push(`<!----><span>${escape_html(t("portal.sees.department", { name: ticket.department.name }))}</span></li> `);
		if (called().length > 0) {
			$$renderer.push(`<!--[0--><li class="svelte-zkiyey">`);
			Icon($$renderer, { name: "plus" });
			$$renderer.push(`<!----><span>${escape_html(t("portal.sees.called", { name: list(called()) }))}</span></li>`);
		} else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--> <li class="svelte-zkiyey">`);
		Icon($$renderer, { name: "lock" });
		$$renderer.push(`<!----><span>${escape_html(t("portal.sees.nobody"))}</span></li></ul></details>`);
	});
}
// src/lib/portal/RequestView.svelte
function RequestView($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** One request of the client's: the conversation, whose turn it is, who may see it and who did. */
		let { id } = $$props;
		const open = derived(() => new OpenTicket(id));
		const ticket = derived(() => open().ticket);
		const sent = derived(() => page.url.searchParams.has("sent"));
		let recordOpen = false;
		head("1nu0uj2", $$renderer, ($$renderer) => {
			$$renderer.title(($$renderer) => {
				$$renderer.push(`<title>${escape_html(ticket()?.subject ?? t("portal.requests"))} · ${escape_html(session.installation?.name)}</title>`);
			});
		});
		$$renderer.push(`<div class="stack svelte-1nu0uj2"><div>`);
		Button($$renderer, {
			href: "/portal",
			icon: "back",
			look: "plain",
			children: ($$renderer) => {
				$$renderer.push(`<!---->${escape_html(t("portal.requests"))}`);
			},
			$$slots: { default: true }
		});
		$$renderer.push(`<!----></div> `);
		if (open().problem) {
			$$renderer.push("<!--[0-->");
			ErrorState($$renderer, {
				problem: open().problem,
				retry: open().problem.status === 404 ? void 0 : open().refresh
			});
		} else if (!ticket()) {
			$$renderer.push("<!--[1-->");
			Skeleton($$renderer, { lines: 8 });
		} else {
			$$renderer.push(`<!--[-1--><header class="svelte-1nu0uj2"><h1><bdi>${escape_html(ticket().subject)}</bdi></h1> <p class="facts faint svelte-1nu0uj2">`);
			StatusPill($$renderer, {
				status: ticket().status,
				side: "client"
			});
			$$renderer.push(`<!----><span>${escape_html(ticketNumber(ticket().number))}</span><span>${escape_html(ticket().department.name)}</span>`);
			DateTime($$renderer, {
				at: ticket().createdAt,
				look: "date"
			});
			$$renderer.push(`<!----></p></header> `);
			if (sent()) {
				$$renderer.push("<!--[0-->");
				Sent($$renderer, { ticket: ticket() });
			} else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]--> <div class="talk svelte-1nu0uj2">`);
			Conversation($$renderer, {
				talk: open().talk,
				side: "client",
				pane: false,
				stay: sent()
			});
			$$renderer.push(`<!----></div> `);
			if (ticket().mergedInto) {
				$$renderer.push(`<!--[0--><p class="merged svelte-1nu0uj2">`);
				Icon($$renderer, { name: "merge" });
				$$renderer.push(`<!---->${escape_html(t("portal.merged"))} <a${attr("href", `/portal/${stringify(ticket().mergedInto)}`)}>${escape_html(t("portal.mergedGo"))}</a></p>`);
			} else {
				$$renderer.push("<!--[-1-->");
				Solved($$renderer, {
					open: open(),
					ticket: ticket(),
					onreply: () => setTimeout(() => void 0)
				});
				$$renderer.push(`<!----> `);
				if (open().can("reply") && ticket().status !== "closed") {
					$$renderer.push("<!--[0-->");
					Composer($$renderer, {
						open: open(),
						placeholder: t("portal.write")
					});
				} else $$renderer.push("<!--[-1-->");
				$$renderer.push(`<!--]-->`);
			}
			$$renderer.push(`<!--]--> `);
			WhoSees($$renderer, { ticket: ticket() });
			$$renderer.push(`<!----> `);
			if (open().can("record")) {
				$$renderer.push(`<!--[0--><details class="card svelte-1nu0uj2"${attr("open", recordOpen, true)}><summary class="svelte-1nu0uj2">`);
				Icon($$renderer, { name: "record" });
				$$renderer.push(`<!----><span class="svelte-1nu0uj2">${escape_html(t("portal.record"))}<span class="faint svelte-1nu0uj2">${escape_html(t("portal.recordHint"))}</span></span>`);
				Icon($$renderer, { name: "down" });
				$$renderer.push(`<!----></summary> `);
				$$renderer.push("<!--[-1-->");
				$$renderer.push(`<!--]--></details>`);
			} else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]-->`);
		}
		$$renderer.push(`<!--]--></div>`);
	});
}
// src/routes/(portal)/portal/[id]/+page.svelte
function _page($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		let { data } = $$props;
		RequestView($$renderer, { id: data.id });
	});
}
export { _page as default };
