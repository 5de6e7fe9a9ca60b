import { C as attr, c as props_id, i as bind_props, o as ensure_array_like, t as attr_class, w as escape_html } from "./server.js";
import { t as Icon } from "./Icon.js";
// src/lib/ui/RadioGroup.svelte
function RadioGroup($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		const name = props_id($$renderer);
		let { label, value = void 0, options, hideLabel = false, disabled = false, onchange } = $$props;
		$$renderer.push(`<fieldset${attr("disabled", disabled, true)} class="svelte-1vialv0"><legend${attr_class("svelte-1vialv0", void 0, { "visually-hidden": hideLabel })}>${escape_html(label)}</legend> <!--[-->`);
		const each_array = ensure_array_like(options);
		for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
			let option = each_array[$$index];
			$$renderer.push(`<label class="svelte-1vialv0"><input type="radio"${attr("name", name)}${attr("value", option.value)}${attr("checked", value === option.value, true)}${attr("disabled", option.disabled, true)} class="svelte-1vialv0"/> `);
			if (option.icon) {
				$$renderer.push("<!--[0-->");
				Icon($$renderer, {
					name: option.icon,
					size: 24
				});
			} else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]--> <span class="svelte-1vialv0">${escape_html(option.label)}`);
			if (option.hint) $$renderer.push(`<!--[0--><span class="hint svelte-1vialv0">${escape_html(option.hint)}</span>`);
			else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]--></span></label>`);
		}
		$$renderer.push(`<!--]--></fieldset>`);
		bind_props($$props, { value });
	});
}
export { RadioGroup as t };
