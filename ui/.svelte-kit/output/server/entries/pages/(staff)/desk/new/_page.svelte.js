import { a as derived, d as stringify, i as bind_props, o as ensure_array_like, w as escape_html } from "../../../../../chunks/server.js";
import "../../../../../chunks/navigation.js";
import { t as page } from "../../../../../chunks/state.js";
import { n as session } from "../../../../../chunks/session.svelte.js";
import { o as newKey } from "../../../../../chunks/client.js";
import { t as Attempt } from "../../../../../chunks/attempt.svelte.js";
import { a as t, c as allLanguages, d as languages, n as reader } from "../../../../../chunks/i18n.svelte.js";
import { t as Button } from "../../../../../chunks/Button.js";
import { t as FormProblem } from "../../../../../chunks/FormProblem.js";
import { t as IconButton } from "../../../../../chunks/IconButton.js";
import { t as problemText } from "../../../../../chunks/problem2.js";
import { t as Select } from "../../../../../chunks/Select.js";
import { t as TextArea } from "../../../../../chunks/TextArea.js";
import { t as TextField } from "../../../../../chunks/TextField.js";
import { i as withFiles, n as AttachButton, r as Attachments, t as FileDrop } from "../../../../../chunks/FileDrop.js";
import { t as FieldInput } from "../../../../../chunks/FieldInput.js";
import { t as Avatar } from "../../../../../chunks/Avatar.js";
import { n as allPriorities } from "../../../../../chunks/vocabulary.js";
// src/lib/ticket/desk/FindRequester.svelte
function FindRequester($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Finds a client by their exact address, or adds one. Who has an account is not told by parts of an address. */
		let { requester = void 0 } = $$props;
		const attempt = new Attempt();
		let email = "";
		let unknown = false;
		let name = "";
		let language = reader.language;
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			if (requester) {
				$$renderer.push(`<!--[0--><div class="found svelte-5o6u9f">`);
				Avatar($$renderer, {
					name: requester.name,
					id: requester.id
				});
				$$renderer.push(`<!----><span class="who svelte-5o6u9f"><bdi>${escape_html(requester.name)}</bdi><span class="faint ltr">${escape_html(requester.email)}</span></span>`);
				Button($$renderer, {
					look: "plain",
					onclick: () => (requester = void 0, unknown = false),
					children: ($$renderer) => {
						$$renderer.push(`<!---->${escape_html(t("staff.new.other"))}`);
					},
					$$slots: { default: true }
				});
				$$renderer.push(`<!----></div>`);
			} else {
				$$renderer.push(`<!--[-1--><form class="stack">`);
				TextField($$renderer, {
					label: t("staff.new.email"),
					hint: t("staff.new.emailHint"),
					type: "email",
					ltr: true,
					required: true,
					autocomplete: "off",
					oninput: () => unknown = false,
					get value() {
						return email;
					},
					set value($$value) {
						email = $$value;
						$$settled = false;
					}
				});
				$$renderer.push(`<!----> `);
				if (unknown) {
					$$renderer.push(`<!--[0--><p role="status">${escape_html(t("staff.new.unknown"))}</p> `);
					TextField($$renderer, {
						label: t("staff.new.name"),
						required: true,
						maxlength: 200,
						autocomplete: "off",
						get value() {
							return name;
						},
						set value($$value) {
							name = $$value;
							$$settled = false;
						}
					});
					$$renderer.push(`<!----> `);
					Select($$renderer, {
						label: t("staff.new.language"),
						options: allLanguages.map((value) => ({
							value,
							label: languages[value].name
						})),
						get value() {
							return language;
						},
						set value($$value) {
							language = $$value;
							$$settled = false;
						}
					});
					$$renderer.push(`<!---->`);
				} else $$renderer.push("<!--[-1-->");
				$$renderer.push(`<!--]--> `);
				FormProblem($$renderer, { problem: attempt.problem });
				$$renderer.push(`<!----> <div>`);
				Button($$renderer, {
					type: "submit",
					look: "primary",
					busy: attempt.busy,
					icon: unknown ? "plus" : "search",
					children: ($$renderer) => {
						$$renderer.push(`<!---->${escape_html(t(unknown ? "staff.new.add" : "staff.new.find"))}`);
					},
					$$slots: { default: true }
				});
				$$renderer.push(`<!----></div></form>`);
			}
			$$renderer.push(`<!--]-->`);
		}
		do {
			$$settled = true;
			$$inner_renderer = $$renderer.copy();
			$$render_inner($$inner_renderer);
		} while (!$$settled);
		$$renderer.subsume($$inner_renderer);
		bind_props($$props, { requester });
	});
}
// src/lib/ticket/desk/NewTicket.svelte
function NewTicket($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Opens a ticket in the name of a client who asked by another way. */
		const attempt = new Attempt();
		const posts = derived(() => session.account?.posts ?? []);
		let all = [];
		let requester = void 0;
		let department = session.account?.posts[0]?.department.id;
		let priority = "normal";
		let subject = "";
		let text = "";
		let fields = {};
		let files = [];
		newKey();
		const defs = derived(() => all.find(({ id }) => id === department)?.fields ?? []);
		function wrong(field) {
			const problem = attempt.about(field);
			return problem && problemText(problem);
		}
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			$$renderer.push(`<div class="new svelte-eejd5c"><div class="head svelte-eejd5c">`);
			IconButton($$renderer, {
				icon: "back",
				label: t("staff.toList"),
				href: `/desk${stringify(page.url.search)}`
			});
			$$renderer.push(`<!----><h2>${escape_html(t("staff.new"))}</h2></div> <section class="card stack"><h3>${escape_html(t("staff.new.who"))}</h3> `);
			FindRequester($$renderer, {
				get requester() {
					return requester;
				},
				set requester($$value) {
					requester = $$value;
					$$settled = false;
				}
			});
			$$renderer.push(`<!----></section> `);
			if (requester) {
				$$renderer.push(`<!--[0--><form class="card stack">`);
				TextField($$renderer, {
					label: t("staff.subject"),
					name: "subject",
					required: true,
					maxlength: 400,
					error: wrong("subject"),
					get value() {
						return subject;
					},
					set value($$value) {
						subject = $$value;
						$$settled = false;
					}
				});
				$$renderer.push(`<!----> `);
				FileDrop($$renderer, {
					onfiles: (more) => files = withFiles(files, more),
					children: ($$renderer) => {
						$$renderer.push(`<div class="stack">`);
						TextArea($$renderer, {
							label: t("staff.new.text"),
							name: "text",
							required: true,
							rows: 6,
							maxlength: 1e5,
							error: wrong("text"),
							get value() {
								return text;
							},
							set value($$value) {
								text = $$value;
								$$settled = false;
							}
						});
						$$renderer.push(`<!----> `);
						Attachments($$renderer, {
							get files() {
								return files;
							},
							set files($$value) {
								files = $$value;
								$$settled = false;
							}
						});
						$$renderer.push(`<!----> <div>`);
						AttachButton($$renderer, {
							onfiles: (more) => files = withFiles(files, more),
							children: ($$renderer) => {
								$$renderer.push(`<!---->${escape_html(t("ticket.attach"))}`);
							},
							$$slots: { default: true }
						});
						$$renderer.push(`<!----></div></div>`);
					},
					$$slots: { default: true }
				});
				$$renderer.push(`<!----> <div class="pair svelte-eejd5c">`);
				Select($$renderer, {
					label: t("staff.filter.department"),
					options: posts().map((post) => ({
						value: post.department.id,
						label: post.department.name
					})),
					get value() {
						return department;
					},
					set value($$value) {
						department = $$value;
						$$settled = false;
					}
				});
				$$renderer.push(`<!----> `);
				Select($$renderer, {
					label: t("staff.filter.priority"),
					options: allPriorities.map((value) => ({
						value,
						label: t(`common.priority.${value}`)
					})),
					get value() {
						return priority;
					},
					set value($$value) {
						priority = $$value;
						$$settled = false;
					}
				});
				$$renderer.push(`<!----> <!--[-->`);
				const each_array = ensure_array_like(defs());
				for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
					let def = each_array[$$index];
					var bind_get = () => fields[def.key] ?? "";
					var bind_set = (value) => fields[def.key] = value;
					FieldInput($$renderer, {
						def,
						markOptional: true,
						error: wrong(`fields.${def.key}`),
						get value() {
							return bind_get();
						},
						set value($$value) {
							bind_set($$value);
						}
					});
				}
				$$renderer.push(`<!--]--></div> `);
				FormProblem($$renderer, { problem: attempt.problem });
				$$renderer.push(`<!----> <div>`);
				Button($$renderer, {
					type: "submit",
					look: "primary",
					icon: "send",
					busy: attempt.busy,
					children: ($$renderer) => {
						$$renderer.push(`<!---->${escape_html(t("staff.new.open"))}`);
					},
					$$slots: { default: true }
				});
				$$renderer.push(`<!----></div></form>`);
			} else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]--></div>`);
		}
		do {
			$$settled = true;
			$$inner_renderer = $$renderer.copy();
			$$render_inner($$inner_renderer);
		} while (!$$settled);
		$$renderer.subsume($$inner_renderer);
	});
}
// src/routes/(staff)/desk/new/+page.svelte
function _page($$renderer) {
	NewTicket($$renderer, {});
}
export { _page as default };
