import { i as bind_props, o as ensure_array_like, w as escape_html } from "./server.js";
import { t as Field } from "./Field.js";
// src/lib/ui/Select.svelte
function Select($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Shown while nothing is chosen. */
		let { label, value = void 0, options, hint, error, optional, hideLabel, placeholder, required, $$slots, $$events, ...rest } = $$props;
		{
			function control($$renderer, field) {
				$$renderer.select({
					class: "control",
					...rest,
					...field,
					value
				}, ($$renderer) => {
					if (placeholder !== void 0) {
						$$renderer.push("<!--[0-->");
						$$renderer.option({
							value: void 0,
							disabled: !optional
						}, ($$renderer) => {
							$$renderer.push(`${escape_html(placeholder)}`);
						});
					} else $$renderer.push("<!--[-1-->");
					$$renderer.push(`<!--]--><!--[-->`);
					const each_array = ensure_array_like(options);
					for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
						let option = each_array[$$index];
						$$renderer.option({
							value: option.value,
							disabled: option.disabled
						}, ($$renderer) => {
							$$renderer.push(`${escape_html(option.label)}`);
						});
					}
					$$renderer.push(`<!--]-->`);
				});
			}
			Field($$renderer, {
				label,
				hint,
				error,
				optional,
				hideLabel,
				required: required ?? false,
				control,
				$$slots: { control: true }
			});
		}
		bind_props($$props, { value });
	});
}
export { Select as t };
