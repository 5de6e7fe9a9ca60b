import { C as attr, a as derived, d as stringify, i as bind_props, o as ensure_array_like, s as head, t as attr_class, w as escape_html } from "../../../../../chunks/server.js";
import "../../../../../chunks/index-server.js";
import "../../../../../chunks/navigation.js";
import { t as page } from "../../../../../chunks/state.js";
import { n as session } from "../../../../../chunks/session.svelte.js";
import { t as Attempt } from "../../../../../chunks/attempt.svelte.js";
import { a as t, n as reader } from "../../../../../chunks/i18n.svelte.js";
import { t as Button } from "../../../../../chunks/Button.js";
import { t as ErrorState } from "../../../../../chunks/ErrorState.js";
import { t as FormProblem } from "../../../../../chunks/FormProblem.js";
import { t as Skeleton } from "../../../../../chunks/Skeleton.js";
import { t as goto } from "../../../../../chunks/client2.js";
import { t as Stepper } from "../../../../../chunks/Stepper.js";
import { t as Icon } from "../../../../../chunks/Icon.js";
import { n as ask, o as newKey, t as api } from "../../../../../chunks/client.js";
import { n as asProblem } from "../../../../../chunks/problem.js";
import { r as date, s as number, t as bytes } from "../../../../../chunks/format.js";
import { a as FileChip, i as withFiles, n as AttachButton, r as Attachments, t as FileDrop } from "../../../../../chunks/FileDrop.js";
import { t as FieldInput } from "../../../../../chunks/FieldInput.js";
import { t as TextArea } from "../../../../../chunks/TextArea.js";
import { t as TextField } from "../../../../../chunks/TextField.js";
// src/lib/portal/Advice.svelte
function Advice($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** What to do at once when somebody may be in the computer: in the order of doing, few words each. */
		const advice = [
			["disconnect", "offline"],
			["leave", "power"],
			["passwords", "key"],
			["pay", "lock"],
			["call", "phone"],
			["bank", "building"]
		];
		$$renderer.push(`<ol class="advice svelte-1ejkicm"><!--[-->`);
		const each_array = ensure_array_like(advice);
		for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
			let [name, icon] = each_array[$$index];
			$$renderer.push(`<li class="svelte-1ejkicm"><span class="sign svelte-1ejkicm">`);
			Icon($$renderer, {
				name: icon,
				size: 24
			});
			$$renderer.push(`<!----></span> <div><strong class="svelte-1ejkicm">${escape_html(t(`asking.calm.${name}`))}</strong><p class="soft svelte-1ejkicm">${escape_html(t(`asking.calm.${name}Text`))}</p></div></li>`);
		}
		$$renderer.push(`<!--]--></ol>`);
	});
}
// src/lib/portal/steps.ts
/** The way of asking for help. `calm` is a side step: what to do at once when a computer is under attack. */
var steps = [
	"urgent",
	"what",
	"words",
	"files",
	"look"
];
var isStep = (value) => value === "calm" || steps.includes(value);
/** Where one stands: the step in the address, or the first that must be answered before it. */
function stepFrom(asked, { single, department, words }) {
	const step = isStep(asked) ? asked : "urgent";
	const at = steps.indexOf(step);
	if (step === "what" && single) return "words";
	if (at > steps.indexOf("what") && !department && !single) return "what";
	return at > steps.indexOf("words") && !words ? "words" : step;
}
function before(step, single) {
	if (step === "calm" || step === "words" && single) return "urgent";
	return steps[steps.indexOf(step) - 1];
}
/** A title for those who wrote none: how their first sentence begins. */
function titleOf(text, longest = 80) {
	const line = text.trim().split(/\n|(?<=[.!?؟。！？…])\s*/u)[0]?.trim() ?? "";
	if (line.length <= longest) return line;
	const cut = line.slice(0, longest - 1);
	const space = cut.lastIndexOf(" ");
	return `${(space > longest / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
}
// src/lib/portal/asking.svelte.ts
var pauseMs = 700;
var Asking = class {
	subject = "";
	text = "";
	department = "";
	fields = {};
	files = [];
	departments = [];
	ready = false;
	problem = void 0;
	saved = "idle";
	#chosen = derived(() => this.departments.find(({ id }) => id === this.department));
	get chosen() {
		return this.#chosen();
	}
	set chosen($$value) {
		return this.#chosen($$value);
	}
	#title = derived(() => this.subject.trim() || titleOf(this.text));
	get title() {
		return this.#title();
	}
	set title($$value) {
		return this.#title($$value);
	}
	#timer;
	#turn = Promise.resolve();
	#sent = false;
	#key = newKey();
	load = async () => {
		this.problem = void 0;
		try {
			const [departments, draft] = await Promise.all([ask(api.GET("/departments")), ask(api.GET("/me/draft"))]);
			this.departments = departments;
			[this.subject, this.text, this.fields] = [
				draft.subject,
				draft.text,
				draft.fields
			];
			this.department = departments.some(({ id }) => id === draft.department) ? draft.department : "";
			if (departments.length === 1) this.department = departments[0]?.id ?? "";
			this.ready = true;
		} catch (error) {
			this.problem = asProblem(error);
		}
	};
	/** Each department asks for other things; what the new one asks for as well is kept. */
	choose(department) {
		this.department = department;
		const kept = new Set(this.chosen?.fields.map(({ key }) => key));
		this.fields = Object.fromEntries(Object.entries(this.fields).filter(([key]) => kept.has(key)));
		this.changed();
	}
	changed = () => {
		this.#key = newKey();
		this.saved = "waiting";
		clearTimeout(this.#timer);
		this.#timer = setTimeout(this.save, pauseMs);
	};
	/** Keeps at once what waits to be kept. */
	save = () => {
		if (this.saved !== "waiting" || this.#sent) return;
		clearTimeout(this.#timer);
		const body = {
			subject: this.subject,
			text: this.text,
			department: this.department,
			fields: this.#answered()
		};
		this.#turn = this.#turn.then(() => ask(api.PUT("/me/draft", { body }))).then(() => this.saved = "saved").catch(() => this.saved = "failed");
	};
	/** Sends the request; the server drops the draft with it. */
	async send(attacked) {
		this.save();
		await this.#turn;
		const { text, department, title: subject } = this;
		const body = {
			subject,
			text,
			department,
			fields: this.#answered(),
			files: this.files.length,
			language: reader.language,
			priority: attacked ? "urgent" : "normal"
		};
		const ticket = await ask(api.POST("/tickets", {
			body,
			headers: { "Idempotency-Key": this.#key }
		}));
		this.#sent = true;
		return ticket;
	}
	async discard() {
		clearTimeout(this.#timer);
		await this.#turn;
		await ask(api.DELETE("/me/draft"));
		Object.assign(this, {
			subject: "",
			text: "",
			fields: {},
			files: [],
			saved: "idle"
		});
	}
	#answered() {
		return Object.fromEntries(Object.entries(this.fields).filter(([, value]) => value !== ""));
	}
};
// src/lib/portal/AskFiles.svelte
function AskFiles($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Photos and files to go with the request: chosen, dragged, pasted, or taken with the camera of a phone. */
		let { asking } = $$props;
		const largest = 2e9;
		const take = (more) => asking.files = withFiles(asking.files, more);
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			FileDrop($$renderer, {
				onfiles: take,
				children: ($$renderer) => {
					$$renderer.push(`<div class="place svelte-15cvnou">`);
					Icon($$renderer, {
						name: "image",
						size: 32
					});
					$$renderer.push(`<!----> <p class="soft drag svelte-15cvnou">${escape_html(t("asking.files.drag"))}</p> <div class="row svelte-15cvnou">`);
					AttachButton($$renderer, {
						onfiles: take,
						icon: "clip",
						children: ($$renderer) => {
							$$renderer.push(`<!---->${escape_html(t("asking.files.choose"))}`);
						},
						$$slots: { default: true }
					});
					$$renderer.push(`<!----> <span class="camera svelte-15cvnou">`);
					AttachButton($$renderer, {
						onfiles: take,
						icon: "camera",
						accept: "image/*",
						capture: "environment",
						children: ($$renderer) => {
							$$renderer.push(`<!---->${escape_html(t("asking.files.photo"))}`);
						},
						$$slots: { default: true }
					});
					$$renderer.push(`<!----></span></div></div>`);
				},
				$$slots: { default: true }
			});
			$$renderer.push(`<!----> `);
			Attachments($$renderer, {
				get files() {
					return asking.files;
				},
				set files($$value) {
					asking.files = $$value;
					$$settled = false;
				}
			});
			$$renderer.push(`<!----> <p class="faint">${escape_html(t("asking.files.note", { size: bytes(largest) }))}</p>`);
		}
		do {
			$$settled = true;
			$$inner_renderer = $$renderer.copy();
			$$render_inner($$inner_renderer);
		} while (!$$settled);
		$$renderer.subsume($$inner_renderer);
	});
}
// src/lib/portal/AskLook.svelte
function AskLook($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Everything once more before it leaves, and who will see it. */
		let { asking, href } = $$props;
		const answers = derived(() => (asking.chosen?.fields ?? []).flatMap(({ key, kind, label }) => {
			const value = asking.fields[key];
			if (!value) return [];
			return [{
				key,
				label,
				shown: kind === "date" ? date(`${value}T12:00`) : kind === "number" ? number(Number(value)) : kind === "yes_no" ? t(value === "yes" ? "ticket.yes" : "ticket.no") : value
			}];
		}));
		function change($$renderer, step, what) {
			$$renderer.push(`<a class="change svelte-yi3p0o"${attr("href", href(step))}>${escape_html(t("asking.look.change"))}<span class="visually-hidden">: ${escape_html(what)}</span></a>`);
		}
		$$renderer.push(`<div class="card stack">`);
		if (asking.departments.length > 1) {
			$$renderer.push(`<!--[0--><div class="part svelte-yi3p0o"><span class="faint svelte-yi3p0o">${escape_html(t("asking.look.to"))}</span>`);
			change($$renderer, "what", t("asking.look.to"));
			$$renderer.push(`<!----><bdi class="svelte-yi3p0o">${escape_html(asking.chosen?.name)}</bdi></div>`);
		} else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--> <div class="part svelte-yi3p0o"><span class="faint svelte-yi3p0o">${escape_html(t("asking.look.words"))}</span>`);
		change($$renderer, "words", t("asking.look.words"));
		$$renderer.push(`<!----> <div class="stack said svelte-yi3p0o"><strong class="typed">${escape_html(asking.title)}</strong> <p class="typed">${escape_html(asking.text.trim())}</p> `);
		if (answers().length > 0) {
			$$renderer.push(`<!--[0--><dl class="svelte-yi3p0o"><!--[-->`);
			const each_array = ensure_array_like(answers());
			for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
				let { key, label, shown } = each_array[$$index];
				$$renderer.push(`<dt class="faint">${escape_html(label)}</dt><dd><bdi>${escape_html(shown)}</bdi></dd>`);
			}
			$$renderer.push(`<!--]--></dl>`);
		} else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--></div></div> <div class="part svelte-yi3p0o"><span class="faint svelte-yi3p0o">${escape_html(t("asking.look.files"))}</span>`);
		change($$renderer, "files", t("asking.look.files"));
		$$renderer.push(`<!----> `);
		if (asking.files.length === 0) $$renderer.push(`<!--[0--><span class="soft svelte-yi3p0o">${escape_html(t("asking.look.noFiles"))}</span>`);
		else {
			$$renderer.push(`<!--[-1--><ul class="files svelte-yi3p0o"><!--[-->`);
			const each_array_1 = ensure_array_like(asking.files);
			for (let $$index_1 = 0, $$length = each_array_1.length; $$index_1 < $$length; $$index_1++) {
				let file = each_array_1[$$index_1];
				$$renderer.push(`<li class="svelte-yi3p0o">`);
				FileChip($$renderer, {
					name: file.name,
					size: file.size,
					type: file.type
				});
				$$renderer.push(`<!----></li>`);
			}
			$$renderer.push(`<!--]--></ul>`);
		}
		$$renderer.push(`<!--]--></div></div> <p class="seen soft svelte-yi3p0o">`);
		Icon($$renderer, { name: "lock" });
		$$renderer.push(`<!---->${escape_html(t("asking.look.seen", { name: asking.chosen?.name ?? "" }))}</p>`);
	});
}
// src/lib/portal/AskWords.svelte
function AskWords($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** What happened, in their own words. `check` is true when it can go on; else the first thing missing has the focus. */
		let { asking } = $$props;
		let box;
		let tried = false;
		const missing = t("common.problem.missing");
		const lacks = (value) => tried && !value?.trim();
		function check() {
			tried = true;
			const fields = asking.chosen?.fields.filter(({ required, key }) => required && !asking.fields[key]) ?? [];
			if (asking.text.trim() !== "" && fields.length === 0) return true;
			setTimeout(() => box.querySelector("[aria-invalid=true]")?.focus());
			return false;
		}
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			$$renderer.push(`<div class="stack">`);
			TextArea($$renderer, {
				label: t("asking.words.text"),
				hint: t("asking.words.textHint"),
				name: "text",
				rows: 6,
				maxlength: 5e4,
				required: true,
				error: lacks(asking.text) ? missing : void 0,
				get value() {
					return asking.text;
				},
				set value($$value) {
					asking.text = $$value;
					$$settled = false;
				}
			});
			$$renderer.push(`<!----> `);
			TextField($$renderer, {
				label: t("asking.words.subject"),
				hint: t("asking.words.subjectHint"),
				name: "subject",
				optional: true,
				maxlength: 200,
				autocomplete: "off",
				get value() {
					return asking.subject;
				},
				set value($$value) {
					asking.subject = $$value;
					$$settled = false;
				}
			});
			$$renderer.push(`<!----> <!--[-->`);
			const each_array = ensure_array_like(asking.chosen?.fields ?? []);
			for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
				let field = each_array[$$index];
				var bind_get = () => asking.fields[field.key] ?? "";
				var bind_set = (value) => asking.fields[field.key] = value;
				FieldInput($$renderer, {
					def: field,
					markOptional: true,
					get value() {
						return bind_get();
					},
					set value($$value) {
						bind_set($$value);
					},
					error: field.required && lacks(asking.fields[field.key]) ? missing : void 0
				});
			}
			$$renderer.push(`<!--]--> <p class="faint" aria-live="polite">${escape_html(asking.saved === "failed" ? t("asking.notKept") : t("asking.kept"))}</p></div>`);
		}
		do {
			$$settled = true;
			$$inner_renderer = $$renderer.copy();
			$$render_inner($$inner_renderer);
		} while (!$$settled);
		$$renderer.subsume($$inner_renderer);
		bind_props($$props, { check });
	});
}
// src/lib/portal/Choice.svelte
function Choice($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** What its form hears as the answer. */
		/** What one had answered before. */
		/** One big answer: a press chooses it and goes on. */
		let { title, hint, icon, value, chosen = false, look = "plain" } = $$props;
		$$renderer.push(`<button type="submit" name="answer"${attr("value", value)}${attr_class(`choice ${stringify(look)}`, "svelte-1itgwbz", { "chosen": chosen })}>`);
		if (icon) {
			$$renderer.push(`<!--[0--><span class="sign svelte-1itgwbz">`);
			Icon($$renderer, {
				name: icon,
				size: 24
			});
			$$renderer.push(`<!----></span>`);
		} else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--> <span class="words svelte-1itgwbz"><strong class="svelte-1itgwbz">${escape_html(title)}</strong>`);
		if (chosen) $$renderer.push(`<!--[0--><span class="visually-hidden">, ${escape_html(t("asking.chosen"))}</span>`);
		else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--> `);
		if (hint) $$renderer.push(`<!--[0--><span class="soft svelte-1itgwbz">${escape_html(hint)}</span>`);
		else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--></span> `);
		Icon($$renderer, { name: chosen ? "check" : "next" });
		$$renderer.push(`<!----></button>`);
	});
}
// src/lib/portal/Ask.svelte
function Ask($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Asking for help, one question a screen. The step is in the address, so that Back and a reload lose nothing. */
		const asking = new Asking();
		const attempt = new Attempt();
		const attacked = derived(() => page.url.searchParams.has("attack"));
		const single = derived(() => asking.departments.length === 1);
		const step = derived(() => stepFrom(page.url.searchParams.get("step"), {
			single: single(),
			department: asking.department !== "",
			words: asking.text.trim() !== ""
		}));
		const shown = derived(() => single() ? steps.filter((each) => each !== "what") : steps);
		const current = derived(() => Math.max(0, shown().indexOf(step())));
		const back = derived(() => before(step(), single()));
		const href = (to, attack = attacked()) => `/portal/new?step=${to}${attack ? "&attack" : ""}`;
		const names = derived(() => shown().map((each) => t(`asking.step.${each}`)));
		async function startAnew() {
			await attempt.run(() => asking.discard());
			await goto(href("urgent", false));
		}
		head("n23c9b", $$renderer, ($$renderer) => {
			$$renderer.title(($$renderer) => {
				$$renderer.push(`<title>${escape_html(t("portal.ask"))} · ${escape_html(session.installation?.name)}</title>`);
			});
		});
		$$renderer.push(`<div class="way svelte-n23c9b">`);
		Stepper($$renderer, {
			steps: names(),
			current: current()
		});
		$$renderer.push(`<!----> `);
		if (asking.problem) {
			$$renderer.push("<!--[0-->");
			ErrorState($$renderer, {
				problem: asking.problem,
				retry: asking.load
			});
		} else if (!asking.ready) {
			$$renderer.push("<!--[1-->");
			Skeleton($$renderer, { lines: 6 });
		} else {
			$$renderer.push(`<!--[-1--><form class="stack" novalidate=""><div class="lead svelte-n23c9b"><h1 tabindex="-1" class="svelte-n23c9b">${escape_html(t(`asking.${step()}.title`))}</h1> <p class="soft">${escape_html(t(`asking.${step()}.lead`))}</p></div> `);
			if (step() === "urgent") {
				$$renderer.push("<!--[0-->");
				Choice($$renderer, {
					look: "urgent",
					icon: "warning",
					value: "yes",
					title: t("asking.urgent.yes"),
					hint: t("asking.urgent.yesHint"),
					chosen: attacked()
				});
				$$renderer.push(`<!----> `);
				Choice($$renderer, {
					icon: "help",
					value: "no",
					title: t("asking.urgent.no"),
					hint: t("asking.urgent.noHint")
				});
				$$renderer.push(`<!---->`);
			} else if (step() === "calm") {
				$$renderer.push("<!--[1-->");
				Advice($$renderer, {});
			} else if (step() === "what") {
				$$renderer.push(`<!--[2--><!--[-->`);
				const each_array = ensure_array_like(asking.departments);
				for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
					let { id, name, description } = each_array[$$index];
					Choice($$renderer, {
						value: id,
						title: name,
						hint: description,
						chosen: id === asking.department
					});
				}
				$$renderer.push(`<!--]--> `);
				Choice($$renderer, {
					icon: "help",
					value: "",
					title: t("asking.what.unknown"),
					hint: t("asking.what.unknownHint")
				});
				$$renderer.push(`<!---->`);
			} else if (step() === "words") {
				$$renderer.push("<!--[3-->");
				AskWords($$renderer, { asking });
			} else if (step() === "files") {
				$$renderer.push("<!--[4-->");
				AskFiles($$renderer, { asking });
			} else {
				$$renderer.push("<!--[-1-->");
				AskLook($$renderer, {
					asking,
					href
				});
			}
			$$renderer.push(`<!--]--> `);
			FormProblem($$renderer, { problem: attempt.problem });
			$$renderer.push(`<!----> <div class="ways svelte-n23c9b">`);
			if (back()) {
				$$renderer.push("<!--[0-->");
				Button($$renderer, {
					href: href(back()),
					icon: "back",
					look: "plain",
					children: ($$renderer) => {
						$$renderer.push(`<!---->${escape_html(t("common.back"))}`);
					},
					$$slots: { default: true }
				});
			} else {
				$$renderer.push("<!--[-1-->");
				Button($$renderer, {
					href: "/portal",
					icon: "back",
					look: "plain",
					children: ($$renderer) => {
						$$renderer.push(`<!---->${escape_html(t("portal.requests"))}`);
					},
					$$slots: { default: true }
				});
			}
			$$renderer.push(`<!--]--> `);
			if (step() === "look") {
				$$renderer.push("<!--[0-->");
				Button($$renderer, {
					type: "submit",
					look: "primary",
					icon: "send",
					busy: attempt.busy,
					children: ($$renderer) => {
						$$renderer.push(`<!---->${escape_html(t("asking.look.send"))}`);
					},
					$$slots: { default: true }
				});
			} else if (step() !== "urgent" && step() !== "what") {
				$$renderer.push("<!--[1-->");
				Button($$renderer, {
					type: "submit",
					look: "primary",
					iconEnd: "next",
					children: ($$renderer) => {
						$$renderer.push(`<!---->${escape_html(step() === "calm" ? t("asking.calm.done") : step() === "files" && asking.files.length === 0 ? t("asking.files.none") : t("common.continue"))}`);
					},
					$$slots: { default: true }
				});
			} else if (asking.text.trim() !== "" && step() === "urgent") {
				$$renderer.push("<!--[2-->");
				Button($$renderer, {
					look: "plain",
					icon: "trash",
					busy: attempt.busy,
					onclick: startAnew,
					children: ($$renderer) => {
						$$renderer.push(`<!---->${escape_html(t("asking.discard"))}`);
					},
					$$slots: { default: true }
				});
			} else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]--></div></form>`);
		}
		$$renderer.push(`<!--]--></div>`);
	});
}
// src/routes/(portal)/portal/new/+page.svelte
function _page($$renderer) {
	Ask($$renderer, {});
}
export { _page as default };
