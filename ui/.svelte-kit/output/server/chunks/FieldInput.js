import { a as derived, i as bind_props, u as spread_props } from "./server.js";
import { n as westernNumber } from "./digits.js";
import { r as date } from "./format.js";
import { a as t } from "./i18n.svelte.js";
import { t as Select } from "./Select.js";
import { t as TextField } from "./TextField.js";
// src/lib/ticket/FieldInput.svelte
function FieldInput($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Says which fields may be left out, where most are asked for. */
		/** One field of a department, as its definition says. Values are text, whatever the kind: dates `2026-05-17`, yes and no as `yes`, `no`. */
		let { def, value = "", error, disabled = false, markOptional = false } = $$props;
		const shared = derived(() => ({
			label: def.label,
			error,
			disabled,
			required: def.required,
			optional: markOptional && !def.required,
			name: `field-${def.key}`
		}));
		const none = derived(() => ({
			value: "",
			label: "—"
		}));
		const yesNo = derived(() => [
			none(),
			{
				value: "yes",
				label: t("ticket.yes")
			},
			{
				value: "no",
				label: t("ticket.no")
			}
		]);
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			if (def.kind === "choice") {
				$$renderer.push("<!--[0-->");
				Select($$renderer, spread_props([shared(), {
					options: [none(), ...def.choices.map((choice) => ({
						value: choice,
						label: choice
					}))],
					get value() {
						return value;
					},
					set value($$value) {
						value = $$value;
						$$settled = false;
					}
				}]));
			} else if (def.kind === "yes_no") {
				$$renderer.push("<!--[1-->");
				Select($$renderer, spread_props([shared(), {
					options: yesNo(),
					get value() {
						return value;
					},
					set value($$value) {
						value = $$value;
						$$settled = false;
					}
				}]));
			} else if (def.kind === "date") {
				$$renderer.push("<!--[2-->");
				TextField($$renderer, spread_props([shared(), {
					type: "date",
					hint: value ? date(`${value}T12:00`) : void 0,
					get value() {
						return value;
					},
					set value($$value) {
						value = $$value;
						$$settled = false;
					}
				}]));
			} else if (def.kind === "number") {
				$$renderer.push("<!--[3-->");
				TextField($$renderer, spread_props([shared(), {
					inputmode: "decimal",
					ltr: true,
					onchange: () => value = westernNumber(value),
					get value() {
						return value;
					},
					set value($$value) {
						value = $$value;
						$$settled = false;
					}
				}]));
			} else {
				$$renderer.push("<!--[-1-->");
				TextField($$renderer, spread_props([shared(), {
					maxlength: 2e3,
					get value() {
						return value;
					},
					set value($$value) {
						value = $$value;
						$$settled = false;
					}
				}]));
			}
			$$renderer.push(`<!--]-->`);
		}
		do {
			$$settled = true;
			$$inner_renderer = $$renderer.copy();
			$$render_inner($$inner_renderer);
		} while (!$$settled);
		$$renderer.subsume($$inner_renderer);
		bind_props($$props, { value });
	});
}
export { FieldInput as t };
