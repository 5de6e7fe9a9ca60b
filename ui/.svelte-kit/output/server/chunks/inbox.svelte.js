import { g as getContext, v as setContext } from "./server.js";
import "./index-server.js";
import { n as SvelteMap } from "./minute.svelte.js";
import { n as ask, t as api } from "./client.js";
import { t as CursorList } from "./list.svelte.js";
import { a as live } from "./session.svelte.js";
import { t as listTickets } from "./tickets.js";
// src/lib/ticket/desk/views.ts
/** The filters that the address can hold, in the order of their chips. */
var filterKeys = [
	"status",
	"assignee",
	"priority",
	"class",
	"department",
	"tag",
	"requester",
	"watching",
	"sort"
];
var views = [
	{
		id: "mine",
		icon: "user",
		filters: { assignee: "me" },
		count: "mine",
		key: "M",
		staff: true
	},
	{
		id: "unassigned",
		icon: "inbox",
		filters: { assignee: "none" },
		count: "unassigned",
		key: "U",
		staff: true
	},
	{
		id: "active",
		icon: "message",
		filters: {},
		count: "active",
		key: "A",
		staff: false
	},
	{
		id: "waiting",
		icon: "clock",
		filters: { status: "waiting" },
		count: "waiting",
		key: "W",
		staff: false
	},
	{
		id: "solved",
		icon: "check",
		filters: { status: "solved" },
		count: "solved",
		key: "S",
		staff: false
	},
	{
		id: "watching",
		icon: "eye",
		filters: {
			watching: "true",
			status: "all"
		},
		count: "watching",
		key: "E",
		staff: true
	}
];
/** What of an address comes after the `?`, with it; empty when there is nothing. */
function searchOf(filters) {
	const pairs = filterKeys.flatMap((key) => filters[key] ? [[key, filters[key]]] : []);
	return pairs.length > 0 ? `?${new URLSearchParams(pairs)}` : "";
}
/** What the server is asked. Unless a status is named, what nobody has to do anything about is left out. */
function queryOf({ status, watching, ...rest }) {
	return {
		...rest,
		...watching ? { watching: true } : {},
		...status === "all" ? {} : { status: status ?? "active" }
	};
}
/** The view that the filters are exactly, whatever the order. */
function viewOf(filters) {
	return views.find((view) => searchOf(view.filters) === searchOf({
		...filters,
		sort: void 0
	}));
}
// src/lib/ticket/desk/inbox.svelte.ts
var pauseMs = 350;
var Inbox = class {
	filters = {};
	list = this.#listOf({});
	counts = void 0;
	/** Tickets that have changed since the list was fetched. */
	waiting = /* @__PURE__ */ new Set();
	/** The list is scrolled to its beginning. */
	atTop = true;
	#marks = new SvelteMap();
	#timer;
	/** Shows what the filters ask for. */
	show(filters) {
		if (this.list.rows && searchOf(filters) === searchOf(this.filters)) return;
		this.filters = filters;
		this.waiting = /* @__PURE__ */ new Set();
		this.list = this.#listOf(filters);
		this.list.load();
	}
	refresh = async () => {
		this.waiting = /* @__PURE__ */ new Set();
		await Promise.all([this.list.load(), this.#count()]);
	};
	/** The row as we know it to be now. */
	patch(id, change) {
		const rows = this.list.rows;
		if (rows?.some((row) => row.id === id)) this.list.rows = rows.map((row) => row.id === id ? {
			...row,
			...change
		} : row);
	}
	marks = (ticket) => this.#marks.get(ticket) ?? [];
	follow() {
		this.#count();
		const stops = [
			live.on("ticket", ({ id, what }) => what !== "draft" && what !== "read" && this.#heard(id)),
			live.on("presence", ({ ticket, account, doing, until }) => {
				const others = this.marks(ticket).filter(({ id }) => id !== account.id);
				this.#marks.set(ticket, doing === "gone" ? others : [...others, {
					...account,
					writing: doing === "writing",
					until: new Date(until).getTime()
				}]);
			}),
			live.onReturn(() => void this.refresh())
		];
		const sweep = setInterval(() => this.#sweep(), 5e3);
		return () => {
			stops.forEach((stop) => stop());
			clearInterval(sweep);
			clearTimeout(this.#timer);
		};
	}
	#heard(id) {
		this.waiting = /* @__PURE__ */ new Set([...this.waiting, id]);
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void (this.atTop ? this.refresh() : this.#count()), pauseMs);
	}
	#sweep() {
		for (const [ticket, marks] of this.#marks) {
			const left = marks.filter(({ until }) => until > Date.now());
			if (left.length !== marks.length) this.#marks.set(ticket, left);
		}
	}
	async #count() {
		this.counts = await ask(api.GET("/tickets/counts")).catch(() => this.counts);
	}
	#listOf(filters) {
		return new CursorList((cursor) => listTickets({
			...queryOf(filters),
			cursor
		}));
	}
};
var place = Symbol("inbox");
var setInbox = () => setContext(place, new Inbox());
var getInbox = () => getContext(place);
export { viewOf as a, searchOf as i, setInbox as n, views as o, filterKeys as r, getInbox as t };
