import { a as derived, o as ensure_array_like, w as escape_html } from "./server.js";
import { n as session } from "./session.svelte.js";
import { n as ask, t as api } from "./client.js";
import { n as asProblem } from "./problem.js";
import { a as t, s as word } from "./i18n.svelte.js";
import { t as Avatar } from "./Avatar.js";
import { t as Button } from "./Button.js";
import { t as DateTime } from "./DateTime.js";
import { t as Icon } from "./Icon.js";
import { t as IconButton } from "./IconButton.js";
import { t as problemText } from "./problem2.js";
import { t as toasts } from "./toasts.svelte.js";
import { o as list, t as bytes } from "./format.js";
// src/lib/ui/save.ts
/** Hands a text to the reader as a file. */
function saveText(name, text) {
	const url = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
	Object.assign(document.createElement("a"), {
		href: url,
		download: name
	}).click();
	setTimeout(() => URL.revokeObjectURL(url), 1e3);
}
// src/lib/audit/words.ts
var text = (value) => typeof value === "string" ? value : "";
/** The text of an action; empty when there is none. */
function actionText(code) {
	const none = t("record.unknown", { code: "" });
	const found = word("record.action", code, "record.unknown", { code: "" });
	return found === none ? "" : found;
}
/** What was done: “Messages read”. Says the finer thing where the entry tells it, and the bare code where we have no word. */
function wordEntry({ action, params }) {
	const finer = [text(params["result"]), text(params["what"])].filter(Boolean).map((code) => actionText(`${action}.${code}`));
	const plain = actionText(action) || t("record.unknown", { code: action });
	const exact = finer.find(Boolean);
	if (exact) return exact;
	return params["result"] === "refused" ? t("record.refused", { what: plain }) : plain;
}
var words = (prefix, codes) => codes.split(/[\s,]+/).map((code) => word(prefix, code, "record.gone")).filter((found) => found !== t("record.gone"));
var listed = (items) => items.length > 0 ? list(items) : "";
/** How each fact is told. What is not here is an id or a code, and stands among the details. */
var tellers = {
	how: (how) => word("record.how", how, "record.how.other"),
	what: (what) => listed(words("record.what", what)),
	level: (level) => word("record.level", level, "record.level.case"),
	state: (state) => word("record.state", state, "record.state.active"),
	roles: (roles, { what }) => text(what).includes("roles") || what === void 0 ? listed(words("common.role", roles)) : "",
	size: (size) => bytes(Number(size))
};
/** What else an entry tells a reader: how one signed in, what changed, how large. */
function wordFacts(entry) {
	return Object.entries(tellers).map(([key, tell]) => text(entry.params[key]) ? tell(text(entry.params[key]), entry.params) : "").filter(Boolean);
}
/** Who did it, by name; the installation itself has none. */
function wordActor({ actor }, me) {
	if (!actor.id) return t("record.installation");
	return actor.id === me ? t("record.you") : actor.name || t("record.gone");
}
// src/lib/audit/RecordEntries.svelte
function RecordEntries($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** The ticket they are shown for: lets a party of it fetch receipts. */
		/** Ids and codes too, for those whose work the record is. */
		/** Narrows the list to an actor or a ticket. */
		let { entries, ticket, full = false, onpick } = $$props;
		const me = derived(() => session.account?.id);
		const codes = (entry) => Object.entries({
			action: entry.action,
			actor: entry.actor.id,
			kind: entry.kind,
			thing: entry.thing,
			ticket: entry.ticket,
			...entry.params,
			address: entry.address,
			leaf: entry.leaf
		}).flatMap(([name, value]) => typeof value === "string" && value !== "" ? [[name, value]] : []);
		async function receipt({ n }) {
			try {
				const answer = await ask(api.GET("/record/{n}/receipt", { params: {
					path: { n },
					query: { ticket }
				} }));
				saveText(`surety-receipt-${n}.txt`, answer.receipt);
			} catch (error) {
				toasts.say(problemText(asProblem(error)), "danger");
			}
		}
		$$renderer.push(`<ol class="entries svelte-kpkq9q" data-density="dense"><!--[-->`);
		const each_array = ensure_array_like(entries);
		for (let $$index_2 = 0, $$length = each_array.length; $$index_2 < $$length; $$index_2++) {
			let entry = each_array[$$index_2];
			const facts = wordFacts(entry);
			$$renderer.push(`<li class="svelte-kpkq9q">`);
			if (entry.actor.id) {
				$$renderer.push("<!--[0-->");
				Avatar($$renderer, {
					name: entry.actor.name,
					id: entry.actor.id,
					size: "s"
				});
			} else {
				$$renderer.push(`<!--[-1--><span class="self svelte-kpkq9q">`);
				Icon($$renderer, {
					name: "gear",
					size: 16
				});
				$$renderer.push(`<!----></span>`);
			}
			$$renderer.push(`<!--]--> <div class="said svelte-kpkq9q">`);
			if (entry.destroyed) $$renderer.push(`<!--[0--><p class="faint svelte-kpkq9q">${escape_html(t("record.destroyed"))}</p>`);
			else {
				$$renderer.push(`<!--[-1--><p class="dotted svelte-kpkq9q"><strong class="svelte-kpkq9q">${escape_html(wordEntry(entry))}</strong> <!--[-->`);
				const each_array_1 = ensure_array_like(facts);
				for (let $$index = 0, $$length = each_array_1.length; $$index < $$length; $$index++) {
					let fact = each_array_1[$$index];
					$$renderer.push(`<span class="soft">${escape_html(fact)}</span>`);
				}
				$$renderer.push(`<!--]--> `);
				if (entry.tickets) $$renderer.push(`<!--[0--><span class="soft">${escape_html(t("record.tickets", { count: entry.tickets }))}</span>`);
				else $$renderer.push("<!--[-1-->");
				$$renderer.push(`<!--]--></p> <p class="faint dotted svelte-kpkq9q"><bdi>${escape_html(wordActor(entry, me()))}</bdi> `);
				DateTime($$renderer, { at: entry.at });
				$$renderer.push(`<!----> `);
				if (entry.address) $$renderer.push(`<!--[0--><bdi class="ltr">${escape_html(entry.address)}</bdi>`);
				else $$renderer.push("<!--[-1-->");
				$$renderer.push(`<!--]--> `);
				if (!entry.leaf) $$renderer.push(`<!--[0--><span>${escape_html(t("record.unplaced"))}</span>`);
				else $$renderer.push("<!--[-1-->");
				$$renderer.push(`<!--]--></p>`);
			}
			$$renderer.push(`<!--]--> `);
			if (full && !entry.destroyed) {
				$$renderer.push(`<!--[0--><details><summary class="svelte-kpkq9q">${escape_html(t("record.details"))}</summary> `);
				if (onpick) {
					$$renderer.push(`<!--[0--><div class="row">`);
					if (entry.actor.id) {
						$$renderer.push("<!--[0-->");
						const { id, name } = entry.actor;
						Button($$renderer, {
							look: "plain",
							icon: "filter",
							onclick: () => onpick({ actor: id }),
							children: ($$renderer) => {
								$$renderer.push(`<!---->${escape_html(t("record.search.pickActor", { name: name || id }))}`);
							},
							$$slots: { default: true }
						});
					} else $$renderer.push("<!--[-1-->");
					$$renderer.push(`<!--]--> `);
					if (entry.ticket) {
						$$renderer.push("<!--[0-->");
						Button($$renderer, {
							look: "plain",
							icon: "filter",
							onclick: () => onpick({ ticket: entry.ticket }),
							children: ($$renderer) => {
								$$renderer.push(`<!---->${escape_html(t("record.search.pickTicket"))}`);
							},
							$$slots: { default: true }
						});
					} else $$renderer.push("<!--[-1-->");
					$$renderer.push(`<!--]--></div>`);
				} else $$renderer.push("<!--[-1-->");
				$$renderer.push(`<!--]--> <dl class="svelte-kpkq9q"><!--[-->`);
				const each_array_2 = ensure_array_like(codes(entry));
				for (let $$index_1 = 0, $$length = each_array_2.length; $$index_1 < $$length; $$index_1++) {
					let [name, value] = each_array_2[$$index_1];
					$$renderer.push(`<dt class="svelte-kpkq9q"><code>${escape_html(name)}</code></dt><dd><code>${escape_html(value)}</code></dd>`);
				}
				$$renderer.push(`<!--]--></dl></details>`);
			} else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]--></div> <span class="n faint tabular svelte-kpkq9q">${escape_html(t("record.entry", { n: entry.n }))}</span> `);
			if (entry.leaf) {
				$$renderer.push("<!--[0-->");
				IconButton($$renderer, {
					icon: "download",
					label: t("record.receiptFor", { n: entry.n }),
					onclick: () => receipt(entry)
				});
			} else $$renderer.push(`<!--[-1--><span></span>`);
			$$renderer.push(`<!--]--></li>`);
		}
		$$renderer.push(`<!--]--></ol>`);
	});
}
export { saveText as n, RecordEntries as t };
