import { C as attr, a as derived, i as bind_props, o as ensure_array_like, t as attr_class, u as spread_props, w as escape_html } from "./server.js";
import "./navigation.js";
import { t as Attempt } from "./attempt.svelte.js";
import { t as Problem } from "./problem.js";
import { a as t, c as allLanguages, d as languages, s as word } from "./i18n.svelte.js";
import { t as Button } from "./Button.js";
import { t as ErrorState } from "./ErrorState.js";
import { t as FormProblem } from "./FormProblem.js";
import { t as Section } from "./Section.js";
import { t as Skeleton } from "./Skeleton.js";
import { t as Switch } from "./Switch.js";
import "./toasts.svelte.js";
import { t as Badge } from "./Badge.js";
import { t as Checkbox } from "./Checkbox.js";
import { t as IconButton } from "./IconButton.js";
import { t as Select } from "./Select.js";
import { t as TextArea } from "./TextArea.js";
import { r as inMine, t as allDepartments } from "./names.svelte.js";
import { n as session } from "./session.svelte.js";
import { t as TextField } from "./TextField.js";
// src/lib/admin/fields.ts
var kinds = [
	"text",
	"number",
	"choice",
	"date",
	"yes_no"
];
var newField = () => ({
	key: "",
	label: {},
	kind: "text",
	required: false,
	visibleToClient: true,
	choices: []
});
/** The same list with one row moved. */
function moved(rows, from, by) {
	const next = [...rows];
	const [row] = next.splice(from, 1);
	if (row !== void 0) next.splice(from + by, 0, row);
	return next;
}
// src/lib/admin/Texts.svelte
function Texts($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** One text in every language that is served. An empty one falls back on another language. */
		let { legend, texts = void 0, max, required = false, hint, long = false } = $$props;
		const spoken = derived(() => session.offered.length > 0 ? session.offered : allLanguages);
		const none = derived(() => spoken().every((language) => !texts[language]?.trim()));
		const set = (language, text) => texts = {
			...texts,
			[language]: text
		};
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			$$renderer.push(`<fieldset class="svelte-10ih3mv"><legend class="svelte-10ih3mv">${escape_html(legend)}</legend> `);
			if (hint) $$renderer.push(`<!--[0--><p class="faint">${escape_html(hint)}</p>`);
			else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]--> <div${attr_class("texts svelte-10ih3mv", void 0, { "long": long })}><!--[-->`);
			const each_array = ensure_array_like(spoken());
			for (let i = 0, $$length = each_array.length; i < $$length; i++) {
				let language = each_array[i];
				const field = {
					label: languages[language].name,
					lang: language,
					maxlength: max,
					required: required && none() && i === 0,
					autocomplete: "off"
				};
				if (long) {
					$$renderer.push("<!--[0-->");
					var bind_get = () => texts[language] ?? "";
					var bind_set = (text) => set(language, text);
					TextArea($$renderer, spread_props([field, {
						rows: 2,
						get value() {
							return bind_get();
						},
						set value($$value) {
							bind_set($$value);
						}
					}]));
				} else {
					$$renderer.push("<!--[-1-->");
					var bind_get_1 = () => texts[language] ?? "";
					var bind_set_1 = (text) => set(language, text);
					TextField($$renderer, spread_props([field, {
						get value() {
							return bind_get_1();
						},
						set value($$value) {
							bind_set_1($$value);
						}
					}]));
				}
				$$renderer.push(`<!--]-->`);
			}
			$$renderer.push(`<!--]--></div></fieldset>`);
		}
		do {
			$$settled = true;
			$$inner_renderer = $$renderer.copy();
			$$render_inner($$inner_renderer);
		} while (!$$settled);
		$$renderer.subsume($$inner_renderer);
		bind_props($$props, { texts });
	});
}
// src/lib/admin/FieldsEditor.svelte
function FieldsEditor($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** What a department asks besides the request itself, in the order it is asked. */
		let { fields = void 0 } = $$props;
		let open = -1;
		const name = (field) => inMine(field.label) || t("admin.field.new");
		const kindOptions = derived(() => kinds.map((value) => ({
			value,
			label: t(`admin.kind.${value}`)
		})));
		function add() {
			fields.push(newField());
			open = fields.length - 1;
		}
		function move(i, by) {
			fields = moved(fields, i, by);
			if (open === i) open += by;
			else if (open === i + by) open -= by;
		}
		function remove(i) {
			fields.splice(i, 1);
			if (open === i) open = -1;
			else if (open > i) open -= 1;
		}
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			$$renderer.push(`<ol class="fields svelte-a0unkf"><!--[-->`);
			const each_array = ensure_array_like(fields);
			for (let i = 0, $$length = each_array.length; i < $$length; i++) {
				let field = each_array[i];
				$$renderer.push(`<li${attr_class("svelte-a0unkf", void 0, { "open": open === i })}><div class="head svelte-a0unkf"><button type="button" class="name svelte-a0unkf"${attr("aria-expanded", open === i)}><bdi>${escape_html(name(field))}</bdi> <span class="row">`);
				Badge($$renderer, {
					children: ($$renderer) => {
						$$renderer.push(`<!---->${escape_html(word("admin.kind", field.kind, "admin.kind.text"))}`);
					},
					$$slots: { default: true }
				});
				$$renderer.push(`<!---->`);
				if (field.required) {
					$$renderer.push("<!--[0-->");
					Badge($$renderer, {
						look: "info",
						children: ($$renderer) => {
							$$renderer.push(`<!---->${escape_html(t("admin.field.required"))}`);
						},
						$$slots: { default: true }
					});
				} else $$renderer.push("<!--[-1-->");
				$$renderer.push(`<!--]-->`);
				if (!field.visibleToClient) {
					$$renderer.push("<!--[0-->");
					Badge($$renderer, {
						icon: "hidden",
						children: ($$renderer) => {
							$$renderer.push(`<!---->${escape_html(t("admin.field.staffOnly"))}`);
						},
						$$slots: { default: true }
					});
				} else $$renderer.push("<!--[-1-->");
				$$renderer.push(`<!--]--></span></button> <span class="tools svelte-a0unkf">`);
				IconButton($$renderer, {
					icon: "up",
					label: t("admin.field.up", { name: name(field) }),
					disabled: i === 0,
					onclick: () => move(i, -1)
				});
				$$renderer.push(`<!----> `);
				IconButton($$renderer, {
					icon: "down",
					label: t("admin.field.down", { name: name(field) }),
					disabled: i === fields.length - 1,
					onclick: () => move(i, 1)
				});
				$$renderer.push(`<!----> `);
				IconButton($$renderer, {
					icon: "trash",
					label: t("admin.field.remove", { name: name(field) }),
					onclick: () => remove(i)
				});
				$$renderer.push(`<!----></span></div> `);
				if (open === i) {
					$$renderer.push("<!--[0-->");
					var bind_get = () => field.kind;
					var bind_set = (kind) => field.kind = kind;
					$$renderer.push(`<div class="stack body svelte-a0unkf">`);
					Texts($$renderer, {
						legend: t("admin.field.label"),
						max: 100,
						required: true,
						get texts() {
							return field.label;
						},
						set texts($$value) {
							field.label = $$value;
							$$settled = false;
						}
					});
					$$renderer.push(`<!----> `);
					Select($$renderer, {
						label: t("admin.field.kind"),
						options: kindOptions(),
						get value() {
							return bind_get();
						},
						set value($$value) {
							bind_set($$value);
						}
					});
					$$renderer.push(`<!----> `);
					if (field.kind === "choice") {
						$$renderer.push("<!--[0-->");
						var bind_get_1 = () => (field.choices ?? []).join("\n");
						var bind_set_1 = (text) => field.choices = text.split("\n");
						TextArea($$renderer, {
							label: t("admin.field.choices"),
							hint: t("admin.field.choicesHint"),
							required: true,
							rows: 4,
							get value() {
								return bind_get_1();
							},
							set value($$value) {
								bind_set_1($$value);
							}
						});
					} else $$renderer.push("<!--[-1-->");
					$$renderer.push(`<!--]--> `);
					Checkbox($$renderer, {
						label: t("admin.field.required"),
						get checked() {
							return field.required;
						},
						set checked($$value) {
							field.required = $$value;
							$$settled = false;
						}
					});
					$$renderer.push(`<!----> `);
					Checkbox($$renderer, {
						label: t("admin.field.visible"),
						hint: t("admin.field.visibleHint"),
						get checked() {
							return field.visibleToClient;
						},
						set checked($$value) {
							field.visibleToClient = $$value;
							$$settled = false;
						}
					});
					$$renderer.push(`<!----></div>`);
				} else $$renderer.push("<!--[-1-->");
				$$renderer.push(`<!--]--></li>`);
			}
			$$renderer.push(`<!--]--></ol> <div>`);
			Button($$renderer, {
				icon: "plus",
				onclick: add,
				disabled: fields.length >= 50,
				children: ($$renderer) => {
					$$renderer.push(`<!---->${escape_html(t("admin.field.add"))}`);
				},
				$$slots: { default: true }
			});
			$$renderer.push(`<!----></div>`);
		}
		do {
			$$settled = true;
			$$inner_renderer = $$renderer.copy();
			$$render_inner($$inner_renderer);
		} while (!$$settled);
		$$renderer.subsume($$inner_renderer);
		bind_props($$props, { fields });
	});
}
// src/lib/admin/Department.svelte
function Department($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** One department; without an id, a new one. */
		let { id } = $$props;
		const fetching = new Attempt();
		const attempt = new Attempt();
		let stored = void 0;
		let form = {
			name: {},
			description: {},
			fields: [],
			open: true
		};
		function show(fresh) {
			stored = fresh;
			form = structuredClone({
				name: fresh.name,
				description: fresh.description,
				fields: fresh.fields,
				open: fresh.open
			});
		}
		const load = () => fetching.run(async () => {
			const found = (await allDepartments()).find((department) => department.id === id);
			if (!found) throw new Problem(404, "absent");
			show(found);
		});
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			$$renderer.push(`<div class="stack"><a class="faint" href="/admin/departments">${escape_html(t("admin.place.departments"))}</a> `);
			if (fetching.problem && !stored) {
				$$renderer.push("<!--[0-->");
				ErrorState($$renderer, {
					problem: fetching.problem,
					retry: load
				});
			} else if (id && !stored) {
				$$renderer.push("<!--[1-->");
				Skeleton($$renderer, { lines: 8 });
			} else {
				$$renderer.push(`<!--[-1--><h1><bdi>${escape_html(inMine(stored?.name ?? {}) || t("admin.department.add"))}</bdi></h1> <form class="stack">`);
				Section($$renderer, {
					title: t("admin.department.texts"),
					children: ($$renderer) => {
						Texts($$renderer, {
							legend: t("admin.department.name"),
							hint: t("admin.department.nameHint"),
							max: 100,
							required: true,
							get texts() {
								return form.name;
							},
							set texts($$value) {
								form.name = $$value;
								$$settled = false;
							}
						});
						$$renderer.push(`<!----> `);
						Texts($$renderer, {
							legend: t("admin.department.description"),
							long: true,
							max: 500,
							get texts() {
								return form.description;
							},
							set texts($$value) {
								form.description = $$value;
								$$settled = false;
							}
						});
						$$renderer.push(`<!----> `);
						Switch($$renderer, {
							label: t("admin.department.openSwitch"),
							hint: t("admin.department.openHint"),
							get checked() {
								return form.open;
							},
							set checked($$value) {
								form.open = $$value;
								$$settled = false;
							}
						});
						$$renderer.push(`<!---->`);
					},
					$$slots: { default: true }
				});
				$$renderer.push(`<!----> `);
				Section($$renderer, {
					title: t("admin.department.fields"),
					lead: t("admin.department.fieldsLead"),
					children: ($$renderer) => {
						FieldsEditor($$renderer, {
							get fields() {
								return form.fields;
							},
							set fields($$value) {
								form.fields = $$value;
								$$settled = false;
							}
						});
					},
					$$slots: { default: true }
				});
				$$renderer.push(`<!----> `);
				FormProblem($$renderer, { problem: attempt.problem });
				$$renderer.push(`<!----> <div class="row">`);
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
				if (attempt.problem?.code === "version_stale") {
					$$renderer.push("<!--[0-->");
					Button($$renderer, {
						icon: "refresh",
						onclick: load,
						children: ($$renderer) => {
							$$renderer.push(`<!---->${escape_html(t("admin.reload"))}`);
						},
						$$slots: { default: true }
					});
				} else $$renderer.push("<!--[-1-->");
				$$renderer.push(`<!--]--></div></form>`);
			}
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
export { Department as t };
