import { C as attr, Dt as run, a as derived, c as props_id, i as bind_props, o as ensure_array_like, t as attr_class, w as escape_html } from "./server.js";
import { r as tick } from "./index-server.js";
import { i as unreachable, n as asProblem, r as problemFrom } from "./problem.js";
import { t as Attempt } from "./attempt.svelte.js";
import { a as t } from "./i18n.svelte.js";
import { r as date } from "./format.js";
import { a as ifMatch, n as ask, o as newKey, r as base, t as api } from "./client.js";
import { a as live } from "./session.svelte.js";
import { t as Icon } from "./Icon.js";
import { t as Banner } from "./Banner.js";
import { t as Button } from "./Button.js";
import { t as problemText } from "./problem2.js";
import { t as ErrorState } from "./ErrorState.js";
import { t as Avatar } from "./Avatar.js";
import { t as Kbd } from "./Kbd.js";
import { n as ticketNumber, t as eventWords } from "./words.js";
import { n as SvelteMap, t as minute } from "./minute.svelte.js";
import { t as Skeleton } from "./Skeleton.js";
import { t as FormProblem } from "./FormProblem.js";
import { a as FileChip, i as withFiles, n as AttachButton, r as Attachments, t as FileDrop } from "./FileDrop.js";
import { t as DateTime } from "./DateTime.js";
// src/lib/api/upload.ts
/** Sends one file with progress. XMLHttpRequest, because fetch tells nothing about what has left. */
var base64url = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
function parse(body) {
	try {
		return JSON.parse(body);
	} catch {
		return;
	}
}
/**
* Starts sending `file` to the message `seq` of a ticket. `onProgress` hears a share from 0 to 1. To try again after a
* failure, call it again with the same `key`: what already arrived is then not stored twice.
*/
function uploadFile(ticket, seq, file, onProgress, key = newKey()) {
	const request = new XMLHttpRequest();
	return {
		done: new Promise((resolve, reject) => {
			request.open("POST", `${base}/tickets/${encodeURIComponent(ticket)}/files?message=${seq}&size=${file.size}`);
			request.setRequestHeader("Upload-Name", base64url(file.name));
			request.setRequestHeader("X-Surety-Csrf", "1");
			request.setRequestHeader("Idempotency-Key", key);
			request.setRequestHeader("Content-Type", "application/octet-stream");
			request.upload.onprogress = (event) => onProgress(event.lengthComputable ? event.loaded / event.total : 0);
			request.onload = () => {
				const body = parse(request.responseText);
				if (request.status >= 200 && request.status < 300) resolve(body);
				else reject(problemFrom(request.status, body, request.getResponseHeader("Retry-After")));
			};
			request.onerror = () => reject(unreachable());
			request.onabort = () => reject(problemFrom(0, { code: "aborted" }));
			request.send(file);
		}),
		abort: () => request.abort()
	};
}
var fileAddress = (ticket, file) => `${base}/tickets/${encodeURIComponent(ticket)}/files/${encodeURIComponent(file)}`;
// src/lib/ticket/Others.svelte
function Others($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Who else is here, and whether they write. */
		let { presence } = $$props;
		$$renderer.push(`<div class="others svelte-19cyx4p" aria-live="polite"><!--[-->`);
		const each_array = ensure_array_like(presence.others);
		for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
			let { id, name, doing } = each_array[$$index];
			$$renderer.push(`<span${attr_class("other svelte-19cyx4p", void 0, { "writing": doing === "writing" })}>`);
			Avatar($$renderer, {
				name,
				id,
				size: "s"
			});
			$$renderer.push(`<!---->${escape_html(t(doing === "writing" ? "ticket.writing" : "ticket.viewing", { name }))}`);
			if (doing === "writing") $$renderer.push(`<!--[0--><span class="dots svelte-19cyx4p" aria-hidden="true"><i class="svelte-19cyx4p"></i><i class="svelte-19cyx4p"></i><i class="svelte-19cyx4p"></i></span>`);
			else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]--></span>`);
		}
		$$renderer.push(`<!--]--></div>`);
	});
}
// src/lib/ticket/uploads.svelte.ts
var Sending = class {
	ticket;
	seq;
	file;
	share = 0;
	problem = void 0;
	stored = void 0;
	key = newKey();
	#upload;
	constructor(ticket, seq, file) {
		this.ticket = ticket;
		this.seq = seq;
		this.file = file;
	}
	/** Sends it, or sends it again; what had arrived is not stored twice. */
	async send() {
		this.problem = void 0;
		this.share = 0;
		this.#upload = uploadFile(this.ticket, this.seq, this.file, (share) => this.share = share, this.key);
		try {
			this.stored = await this.#upload.done;
		} catch (error) {
			this.problem = asProblem(error);
		}
	}
	cancel() {
		this.#upload?.abort();
		uploads.forget(this);
	}
};
var Uploads = class {
	all = [];
	#underway = derived(() => this.all.some((sending) => !sending.stored && !sending.problem));
	get underway() {
		return this.#underway();
	}
	set underway($$value) {
		return this.#underway($$value);
	}
	async send(ticket, seq, files) {
		const sendings = files.map((file) => new Sending(ticket, seq, file));
		this.all = [...this.all, ...sendings];
		addEventListener("beforeunload", this.#warn);
		for (const sending of sendings) if (this.all.includes(sending)) await sending.send();
		if (!this.underway) removeEventListener("beforeunload", this.#warn);
	}
	of(ticket, seq) {
		return this.all.filter((sending) => sending.ticket === ticket && sending.seq === seq);
	}
	forget(sending) {
		this.all = this.all.filter((other) => other !== sending);
	}
	#warn = (event) => {
		if (this.underway) event.preventDefault();
	};
};
var uploads = new Uploads();
// src/lib/ticket/Composer.svelte
function Composer($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		const id = props_id($$renderer);
		let { open, kinds = ["message"], statuses = [], placeholder = t("ticket.write"), keysShown = false, onsent } = $$props;
		const draft = derived(() => open.draft);
		const kind = derived(() => kinds.includes(draft().kind) ? draft().kind : kinds[0] ?? "message");
		const note = derived(() => kind() === "note");
		const attempt = new Attempt();
		let files = [];
		let chosen = void 0;
		let input;
		/** The same words sent again after a break in the line are not said twice. */
		let key = newKey();
		const moved = derived(() => attempt.problem?.code === "conversation_moved");
		const status = derived(() => note() ? void 0 : chosen ?? statuses[0]);
		/** Puts the cursor here, ready for a reply or a note. */
		function begin(as = kind()) {
			if (kinds.includes(as)) choose(as);
			input.focus();
		}
		function choose(as) {
			if (draft().kind === as) return;
			draft().kind = as;
			if (draft().text) draft().changed();
		}
		const take = (more) => files = withFiles(files, more);
		async function post(anyway) {
			const body = {
				text: draft().text,
				kind: kind(),
				seen: open.talk.seen,
				anyway,
				files: files.length,
				...status() ? { status: status() } : {}
			};
			const params = { path: { id: open.id } };
			return await ask(api.POST("/tickets/{id}/messages", {
				params,
				body,
				headers: { "Idempotency-Key": key }
			}));
		}
		async function send(anyway = false) {
			if (draft().text.trim() === "" && files.length === 0) return input.focus();
			if (await attempt.run(async () => arrived(await post(anyway))) || attempt.problem?.code !== "offline") key = newKey();
			if (moved()) open.talk.catchUp();
		}
		function arrived(message) {
			open.talk.add(message);
			open.talk.jump++;
			uploads.send(open.id, message.seq, files).then(() => open.talk.catchUp(true));
			files = [];
			chosen = void 0;
			open.presence.rests();
			draft().sent();
			open.refresh();
			onsent?.(message);
		}
		async function readFirst() {
			attempt.problem = void 0;
			await open.talk.catchUp();
			open.talk.jump++;
		}
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			$$renderer.push(`<form${attr_class("composer svelte-xip0sm", void 0, { "note": note() })}>`);
			Others($$renderer, { presence: open.presence });
			$$renderer.push(`<!----> `);
			if (moved()) {
				$$renderer.push("<!--[0-->");
				{
					function actions($$renderer) {
						Button($$renderer, {
							onclick: readFirst,
							children: ($$renderer) => {
								$$renderer.push(`<!---->${escape_html(t("ticket.readFirst"))}`);
							},
							$$slots: { default: true }
						});
						$$renderer.push(`<!----> `);
						Button($$renderer, {
							look: "plain",
							busy: attempt.busy,
							onclick: () => void send(true),
							children: ($$renderer) => {
								$$renderer.push(`<!---->${escape_html(t("ticket.sendAnyway"))}`);
							},
							$$slots: { default: true }
						});
						$$renderer.push(`<!---->`);
					}
					Banner($$renderer, {
						look: "warn",
						alert: true,
						actions,
						children: ($$renderer) => {
							$$renderer.push(`<!---->${escape_html(t("common.problem.conversation_moved"))}`);
						},
						$$slots: {
							actions: true,
							default: true
						}
					});
				}
			} else {
				$$renderer.push("<!--[-1-->");
				FormProblem($$renderer, { problem: attempt.problem });
			}
			$$renderer.push(`<!--]--> `);
			FileDrop($$renderer, {
				onfiles: take,
				children: ($$renderer) => {
					$$renderer.push(`<div class="box svelte-xip0sm">`);
					if (kinds.length > 1) {
						$$renderer.push(`<!--[0--><div class="kinds svelte-xip0sm" role="group"${attr("aria-label", t("ticket.kind"))}><!--[-->`);
						const each_array = ensure_array_like(kinds);
						for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
							let each = each_array[$$index];
							$$renderer.push(`<button type="button"${attr("aria-pressed", each === kind())} class="svelte-xip0sm">${escape_html(t(each === "note" ? "ticket.note" : "ticket.reply"))}</button>`);
						}
						$$renderer.push(`<!--]--></div>`);
					} else $$renderer.push("<!--[-1-->");
					$$renderer.push(`<!--]--> <label class="visually-hidden"${attr("for", id)}>${escape_html(note() ? t("ticket.writeNote") : placeholder)}</label> <div class="grow svelte-xip0sm"><textarea${attr("id", id)} name="answer" dir="auto" rows="2"${attr("placeholder", note() ? t("ticket.writeNote") : placeholder)} class="svelte-xip0sm">`);
					const $$body = escape_html(draft().text);
					if ($$body) $$renderer.push(`${$$body}`);
					$$renderer.push(`</textarea> <div class="copy svelte-xip0sm" aria-hidden="true">${escape_html(draft().text)} </div></div> `);
					Attachments($$renderer, {
						get files() {
							return files;
						},
						set files($$value) {
							files = $$value;
							$$settled = false;
						}
					});
					$$renderer.push(`<!----> <div class="tools svelte-xip0sm">`);
					AttachButton($$renderer, { onfiles: take });
					$$renderer.push(`<!----> <span class="faint state svelte-xip0sm" aria-live="polite">`);
					if (draft().state !== "idle") $$renderer.push(`<!--[0-->${escape_html(t(`ticket.draft.${draft().state}`))}`);
					else $$renderer.push("<!--[-1-->");
					$$renderer.push(`<!--]--></span> `);
					if (statuses.length > 0 && !note()) {
						$$renderer.push("<!--[0-->");
						$$renderer.select({
							class: "control",
							"aria-label": t("ticket.statusAfter"),
							value: status(),
							onchange: (event) => chosen = event.currentTarget.value
						}, ($$renderer) => {
							$$renderer.push(`<!--[-->`);
							const each_array_1 = ensure_array_like(statuses);
							for (let $$index_1 = 0, $$length = each_array_1.length; $$index_1 < $$length; $$index_1++) {
								let one = each_array_1[$$index_1];
								$$renderer.option({ value: one }, ($$renderer) => {
									$$renderer.push(`${escape_html(t(`common.status.${one}`))}`);
								});
							}
							$$renderer.push(`<!--]-->`);
						}, "svelte-xip0sm");
					} else $$renderer.push("<!--[-1-->");
					$$renderer.push(`<!--]--> `);
					Button($$renderer, {
						type: "submit",
						look: "primary",
						icon: note() ? "note" : "send",
						busy: attempt.busy,
						children: ($$renderer) => {
							$$renderer.push(`<!---->${escape_html(note() ? t("ticket.saveNote") : t("ticket.send"))}`);
							if (keysShown) {
								$$renderer.push(`<!--[0--><span class="keys svelte-xip0sm">`);
								Kbd($$renderer, { keys: "Mod+Enter" });
								$$renderer.push(`<!----></span>`);
							} else $$renderer.push("<!--[-1-->");
							$$renderer.push(`<!--]-->`);
						},
						$$slots: { default: true }
					});
					$$renderer.push(`<!----></div></div>`);
				},
				$$slots: { default: true }
			});
			$$renderer.push(`<!----></form>`);
		}
		do {
			$$settled = true;
			$$inner_renderer = $$renderer.copy();
			$$render_inner($$inner_renderer);
		} while (!$$settled);
		$$renderer.subsume($$inner_renderer);
		bind_props($$props, { begin });
	});
}
// src/lib/ticket/EventLine.svelte
function EventLine($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Something that happened, on one thin line. */
		let { message, side } = $$props;
		$$renderer.push(`<p class="event svelte-jalx22"><span><bdi class="what svelte-jalx22">${escape_html(eventWords(message, side))}</bdi>`);
		if (message.author.name) $$renderer.push(`<!--[0--> · <bdi>${escape_html(message.author.name)}</bdi>`);
		else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--> · `);
		DateTime($$renderer, {
			at: message.at,
			look: "time"
		});
		$$renderer.push(`<!----></span></p>`);
	});
}
// src/lib/ticket/MessageFiles.svelte
function MessageFiles($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** The files of a message: those that are there, and those of ours that are on their way. */
		let { ticket, message } = $$props;
		const hourMs = 36e5;
		const sendings = derived(() => uploads.of(ticket, message.seq));
		const stored = derived(() => [...message.files, ...sendings().flatMap(({ stored: file }) => file && !message.files.some(({ id }) => id === file.id) ? [file] : [])]);
		const leaving = derived(() => sendings().filter((sending) => !sending.stored));
		/** Announced by somebody else and not here yet. After an hour they have been given up. */
		const coming = derived(() => message.mine || minute.now - new Date(message.at).getTime() > hourMs ? 0 : message.filesExpected - stored().length);
		if (stored().length + leaving().length > 0) {
			$$renderer.push(`<!--[0--><ul class="files svelte-bmro9u"${attr("aria-label", t("ticket.files"))}><!--[-->`);
			const each_array = ensure_array_like(stored());
			for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
				let file = each_array[$$index];
				$$renderer.push(`<li class="svelte-bmro9u">`);
				FileChip($$renderer, {
					name: file.name,
					size: file.size,
					type: file.type,
					href: fileAddress(ticket, file.id)
				});
				$$renderer.push(`<!----></li>`);
			}
			$$renderer.push(`<!--]--> <!--[-->`);
			const each_array_1 = ensure_array_like(leaving());
			for (let $$index_1 = 0, $$length = each_array_1.length; $$index_1 < $$length; $$index_1++) {
				let sending = each_array_1[$$index_1];
				$$renderer.push(`<li class="svelte-bmro9u">`);
				FileChip($$renderer, {
					name: sending.file.name,
					size: sending.file.size,
					type: sending.file.type,
					progress: sending.share,
					error: sending.problem && problemText(sending.problem),
					onretry: () => void sending.send(),
					onremove: () => sending.cancel()
				});
				$$renderer.push(`<!----></li>`);
			}
			$$renderer.push(`<!--]--></ul>`);
		} else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--> `);
		if (coming() > 0) $$renderer.push(`<!--[0--><p class="faint">${escape_html(t("ticket.filesComing", { count: coming() }))}</p>`);
		else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]-->`);
	});
}
// src/lib/ticket/MessageView.svelte
function MessageView($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** On which side the reader stands; their own side's words stand at the end of the line. */
		/** The same author goes on. */
		let { ticket, message, side, follows = false } = $$props;
		const name = derived(() => message.author.name || t("ticket.someone"));
		const note = derived(() => message.kind === "note");
		$$renderer.push(`<article${attr_class("message svelte-s5sqmy", void 0, {
			"ours": message.author.side === side,
			"note": note(),
			"follows": follows
		})}${attr("aria-label", name())}>`);
		if (!follows) {
			$$renderer.push("<!--[0-->");
			Avatar($$renderer, {
				name: name(),
				id: message.author.id
			});
		} else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--> <div class="said svelte-s5sqmy">`);
		if (!follows) {
			$$renderer.push(`<!--[0--><header class="svelte-s5sqmy"><bdi class="name svelte-s5sqmy">${escape_html(name())}</bdi> <span class="faint">`);
			DateTime($$renderer, {
				at: message.at,
				look: "time"
			});
			$$renderer.push(`<!----></span> `);
			if (message.origin) $$renderer.push(`<!--[0--><span class="faint">${escape_html(t("ticket.origin", { number: ticketNumber(message.origin.number) }))}</span>`);
			else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]--></header>`);
		} else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--> <div class="bubble svelte-s5sqmy">`);
		if (note()) {
			$$renderer.push(`<!--[0--><p class="label svelte-s5sqmy">`);
			Icon($$renderer, {
				name: "lock",
				size: 14
			});
			$$renderer.push(`<!---->${escape_html(t("ticket.noteOnly"))}</p>`);
		} else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--> `);
		if (message.text) $$renderer.push(`<!--[0--><p class="typed svelte-s5sqmy">${escape_html(message.text)}</p>`);
		else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--> `);
		MessageFiles($$renderer, {
			ticket,
			message
		});
		$$renderer.push(`<!----></div></div></article>`);
	});
}
// src/lib/ticket/Conversation.svelte
var togetherMs = 3e5;
function follows(item, before) {
	if (!before || item.kind === "event" || item.kind !== before.kind || item.author.id !== before.author.id) return false;
	return new Date(item.at).getTime() - new Date(before.at).getTime() < togetherMs && item.origin?.ticket === before.origin?.ticket;
}
function Conversation($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Scrolls within its own pane; else it flows with the page. */
		/** Stands beside each message, for choosing some of them. */
		/** Begins at the top of the page, where something else is to be read first. */
		let { talk, side, pane = true, beside, stay = false } = $$props;
		let box;
		let atEnd = true;
		const items = derived(() => talk.items ?? []);
		const firstNew = derived(() => talk.newFrom > 0 ? items().find((item) => item.seq > talk.newFrom && !item.mine && item.kind !== "event")?.seq : void 0);
		const scroller = () => pane ? box : document.scrollingElement ?? document.documentElement;
		const dayOf = (at) => date(at);
		function dayName(at) {
			const day = dayOf(at);
			if (day === dayOf(minute.now)) return t("ticket.today");
			return day === dayOf(minute.now - 864e5) ? t("ticket.yesterday") : day;
		}
		/** How far the end of the conversation lies below what is in view. */
		function below() {
			if (pane) return box.scrollHeight - box.scrollTop - box.clientHeight;
			return box.getBoundingClientRect().bottom - innerHeight;
		}
		function toEnd() {
			if (pane) box.scrollTop = box.scrollHeight;
			else if (below() > 0) box.lastElementChild?.scrollIntoView({ block: "end" });
			atEnd = true;
			talk.see();
		}
		async function earlier() {
			const fromEnd = scroller().scrollHeight - scroller().scrollTop;
			await talk.loadEarlier();
			await /* @__PURE__ */ tick();
			scroller().scrollTop = scroller().scrollHeight - fromEnd;
		}
		$$renderer.push(`<div${attr_class("conversation svelte-178masd", void 0, { "pane": pane })} role="log"${attr("aria-label", t("ticket.conversation"))}${attr("aria-busy", talk.items === void 0 && !talk.problem)}${attr("tabindex", pane ? 0 : void 0)}><div class="items svelte-178masd">`);
		if (talk.items === void 0) {
			$$renderer.push("<!--[0-->");
			if (talk.problem) {
				$$renderer.push("<!--[0-->");
				ErrorState($$renderer, {
					problem: talk.problem,
					retry: talk.load
				});
			} else {
				$$renderer.push("<!--[-1-->");
				Skeleton($$renderer, { lines: 8 });
			}
			$$renderer.push(`<!--]-->`);
		} else {
			$$renderer.push("<!--[-1-->");
			if (talk.earlier) {
				$$renderer.push(`<!--[0--><div class="middle svelte-178masd">`);
				Button($$renderer, {
					look: "plain",
					icon: "up",
					busy: talk.busy,
					onclick: earlier,
					children: ($$renderer) => {
						$$renderer.push(`<!---->${escape_html(t("ticket.earlier"))}`);
					},
					$$slots: { default: true }
				});
				$$renderer.push(`<!----></div>`);
			} else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]--> <!--[-->`);
			const each_array = ensure_array_like(items());
			for (let i = 0, $$length = each_array.length; i < $$length; i++) {
				let item = each_array[i];
				const before = items()[i - 1];
				const newDay = !before || dayOf(item.at) !== dayOf(before.at);
				if (newDay) $$renderer.push(`<!--[0--><p class="day svelte-178masd"><span class="svelte-178masd">${escape_html(dayName(item.at))}</span></p>`);
				else $$renderer.push("<!--[-1-->");
				$$renderer.push(`<!--]--> `);
				if (item.seq === firstNew()) $$renderer.push(`<!--[0--><p class="new svelte-178masd"><span>${escape_html(t("ticket.newFrom"))}</span></p>`);
				else $$renderer.push("<!--[-1-->");
				$$renderer.push(`<!--]--> `);
				if (item.kind === "event") {
					$$renderer.push("<!--[0-->");
					EventLine($$renderer, {
						message: item,
						side
					});
				} else {
					$$renderer.push("<!--[-1-->");
					const together = !newDay && item.seq !== firstNew() && follows(item, before);
					$$renderer.push(`<div${attr_class("item svelte-178masd", void 0, {
						"together": together,
						"choosing": beside
					})}>`);
					beside?.($$renderer, item);
					$$renderer.push(`<!----> `);
					MessageView($$renderer, {
						ticket: talk.ticket,
						message: item,
						side,
						follows: together
					});
					$$renderer.push(`<!----></div>`);
				}
				$$renderer.push(`<!--]-->`);
			}
			$$renderer.push(`<!--]--> `);
			if (talk.unseen > 0 && !atEnd) {
				$$renderer.push(`<!--[0--><div class="pill svelte-178masd">`);
				Button($$renderer, {
					look: "primary",
					icon: "down",
					onclick: toEnd,
					children: ($$renderer) => {
						$$renderer.push(`<!---->${escape_html(t("ticket.newMessages", { count: talk.unseen }))}`);
					},
					$$slots: { default: true }
				});
				$$renderer.push(`<!----></div>`);
			} else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]-->`);
		}
		$$renderer.push(`<!--]--></div></div>`);
	});
}
// src/lib/ticket/conversation.svelte.ts
function joined(known, fresh) {
	return [...new Map([...known, ...fresh].map((message) => [message.seq, message])).values()].sort((a, b) => a.seq - b.seq);
}
/**
* The conversation of one ticket, as far as it has been fetched: the newest part first, earlier parts when asked for,
* newer ones when they are told of. Two fetches never run at once, so that nothing is lost between them.
*/
var ConversationState = class {
	ticket;
	items = void 0;
	/** Not empty while there are earlier ones. */
	earlier = "";
	busy = false;
	problem = void 0;
	/** The last item that the reader has had before their eyes; what they send is judged by it. */
	seen = 0;
	/** Up to where they had read when they came; what lies beyond is marked as new. */
	newFrom = 0;
	/** Raised to ask for the end to be shown. */
	jump = 0;
	#lastSeq = derived(() => this.items?.at(-1)?.seq ?? 0);
	get lastSeq() {
		return this.#lastSeq();
	}
	set lastSeq($$value) {
		return this.#lastSeq($$value);
	}
	#unseen = derived(() => this.items?.filter((item) => item.seq > this.seen && !item.mine && item.kind !== "event").length ?? 0);
	get unseen() {
		return this.#unseen();
	}
	set unseen($$value) {
		return this.#unseen($$value);
	}
	#turn = Promise.resolve();
	#read = 0;
	constructor(ticket) {
		this.ticket = ticket;
	}
	/** The newest part, in place of all that is there. */
	load = () => this.#inTurn(async () => {
		const page = await this.#page({});
		this.items = page.items;
		this.earlier = page.next;
	});
	loadEarlier = () => this.#inTurn(async () => {
		if (!this.earlier) return;
		const page = await this.#page({ cursor: this.earlier });
		this.items = joined(page.items, this.items ?? []);
		this.earlier = page.next;
	});
	/** What has come since. With `again`, the newest part also anew: a file may have arrived on a message already here. */
	catchUp = (again = false) => this.#inTurn(async () => {
		if (!this.items || this.lastSeq === 0 || again) return this.#renew();
		for (let next = true; next;) {
			const page = await this.#page({ after: this.lastSeq });
			this.items = joined(this.items, page.items);
			next = page.next !== "";
		}
	});
	add(message) {
		this.items = joined(this.items ?? [], [message]);
		if (message.mine) this.see(message.seq);
	}
	/** The reader has had everything up to here before their eyes; other windows and the lists learn of it. */
	see(seq = this.lastSeq) {
		if (seq > this.seen) this.seen = seq;
		if (this.seen <= this.#read || document.visibilityState !== "visible") return;
		this.#read = this.seen;
		ask(api.PUT("/tickets/{id}/read", {
			params: { path: { id: this.ticket } },
			body: { seq: this.seen }
		})).catch(() => this.#read = 0);
	}
	/** Up to where the reader had read before they came. */
	begin(seq) {
		this.newFrom = seq;
		this.seen = Math.max(this.seen, seq);
		this.#read = Math.max(this.#read, seq);
	}
	async #renew() {
		const page = await this.#page({});
		const overlaps = (page.items[0]?.seq ?? 0) <= this.lastSeq + 1;
		this.items = overlaps ? joined(this.items ?? [], page.items) : page.items;
		if (!overlaps || !this.earlier) this.earlier = this.items[0]?.seq === page.items[0]?.seq ? page.next : "";
	}
	async #page(query) {
		return await ask(api.GET("/tickets/{id}/messages", { params: {
			path: { id: this.ticket },
			query
		} }));
	}
	#inTurn(work) {
		this.#turn = this.#turn.then(async () => {
			this.busy = true;
			try {
				await work();
				this.problem = void 0;
			} catch (error) {
				this.problem = asProblem(error);
			} finally {
				this.busy = false;
			}
		});
		return this.#turn;
	}
};
// src/lib/ticket/draft.svelte.ts
var pauseMs = 700;
var DraftState = class {
	ticket;
	text = "";
	kind = "message";
	state = "idle";
	#timer;
	#turn = Promise.resolve();
	constructor(ticket) {
		this.ticket = ticket;
	}
	/** Takes over what was kept, unless one has begun to write meanwhile. */
	restore(kept) {
		if (!kept || this.state === "waiting" || this.text !== "") return;
		this.text = kept.text;
		this.kind = kept.kind === "note" ? "note" : "message";
	}
	/** Call after each change; it is saved when one pauses. */
	changed() {
		this.state = "waiting";
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.save(), pauseMs);
	}
	/** Saves now what waits to be saved. */
	save = () => {
		if (this.state !== "waiting") return;
		clearTimeout(this.#timer);
		const body = {
			text: this.text,
			kind: this.kind
		};
		this.#turn = this.#turn.then(() => ask(api.PUT("/tickets/{id}/draft", {
			params: { path: { id: this.ticket } },
			body
		}))).then(() => this.text === body.text && (this.state = body.text ? "saved" : "idle")).catch(() => this.state = "failed");
	};
	/** It has been sent: the server has dropped it with that. */
	async sent() {
		clearTimeout(this.#timer);
		this.text = "";
		this.state = "idle";
		await this.#turn;
	}
};
// src/lib/ticket/presence.svelte.ts
var repeatMs = 9e3;
var writingMs = 5e3;
var Presence = class {
	ticket;
	#others = new SvelteMap();
	#writing = 0;
	#note = false;
	constructor(ticket) {
		this.ticket = ticket;
	}
	get others() {
		return [...this.#others.values()];
	}
	/** Tells and listens until the answer is called. */
	follow() {
		const stop = live.on("presence", ({ ticket, account, doing, until }) => {
			if (ticket !== this.ticket) return;
			if (doing === "gone") this.#others.delete(account.id);
			else this.#others.set(account.id, {
				...account,
				doing,
				until: new Date(until).getTime()
			});
		});
		const tell = () => document.visibilityState === "visible" && this.#say(this.#doing());
		const timer = setInterval(() => (this.#sweep(), tell()), repeatMs);
		tell();
		return () => {
			stop();
			clearInterval(timer);
			this.#others.clear();
			this.#say("gone");
		};
	}
	/** Call at each key. */
	writes(note) {
		const before = this.#doing();
		const changed = note !== this.#note;
		[this.#writing, this.#note] = [Date.now(), note];
		if (before !== "writing" || changed) this.#say("writing");
	}
	/** The words have been sent, or given up. */
	rests() {
		if (this.#doing() !== "writing") return;
		this.#writing = 0;
		this.#say("viewing");
	}
	#doing = () => Date.now() - this.#writing < writingMs ? "writing" : "viewing";
	#sweep() {
		for (const [id, { until }] of this.#others) if (until < Date.now()) this.#others.delete(id);
	}
	#say(doing) {
		const body = {
			doing,
			...this.#note && doing === "writing" ? { note: true } : {}
		};
		ask(api.POST("/tickets/{id}/presence", {
			params: { path: { id: this.ticket } },
			body
		})).catch(() => void 0);
	}
};
// src/lib/ticket/open-ticket.svelte.ts
var own = /* @__PURE__ */ new Set(["draft", "read"]);
var moved = /* @__PURE__ */ new Set([
	"merged",
	"split",
	"handed_over"
]);
var OpenTicket = class {
	id;
	ticket = void 0;
	problem = void 0;
	talk;
	draft;
	presence;
	constructor(id) {
		this.id = id;
		this.talk = new ConversationState(id);
		this.draft = new DraftState(id);
		this.presence = new Presence(id);
	}
	can(...any) {
		return any.some((what) => this.ticket?.can.includes(what));
	}
	follow = () => run(() => this.#follow());
	#follow() {
		this.#begin();
		const stops = [
			live.on("ticket", ({ id, what }) => id === this.id && !own.has(what) && void this.#heard(what)),
			live.onReturn(() => void this.#heard("file")),
			this.presence.follow()
		];
		const save = () => this.draft.save();
		document.addEventListener("visibilitychange", save);
		return () => {
			stops.forEach((stop) => stop());
			document.removeEventListener("visibilitychange", save);
			save();
		};
	}
	/** The facts anew; a refusal shows once nothing was there or it is gone for us. */
	refresh = async () => {
		try {
			this.accept(await ask(api.GET("/tickets/{id}", { params: { path: { id: this.id } } })));
		} catch (error) {
			const problem = asProblem(error);
			if (!this.ticket || problem.status === 404) [this.problem, this.ticket] = [problem, void 0];
		}
	};
	accept(ticket) {
		if (ticket.id !== this.id) return;
		this.ticket = ticket;
		this.problem = void 0;
	}
	/** Changes what the patch names. When somebody was faster, the facts are fetched anew before the refusal is passed on. */
	async change(body) {
		if (!this.ticket) return;
		try {
			const params = { path: { id: this.id } };
			this.accept(await ask(api.PATCH("/tickets/{id}", {
				params,
				body,
				headers: ifMatch(this.ticket.version)
			})));
			this.talk.catchUp();
		} catch (error) {
			if (asProblem(error).code === "version_stale") await this.refresh();
			throw error;
		}
	}
	async #begin() {
		await Promise.all([this.refresh(), this.talk.load()]);
		this.talk.begin(this.ticket?.readSeq ?? 0);
		this.draft.restore(this.ticket?.draft);
	}
	async #heard(what) {
		const talk = moved.has(what) ? this.talk.load() : this.talk.catchUp(what === "file");
		await Promise.all([this.refresh(), talk]);
	}
};
export { uploads as i, Conversation as n, Composer as r, OpenTicket as t };
