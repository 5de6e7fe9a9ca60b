import { i as bind_props, n as attributes } from "./server.js";
import { t as Field } from "./Field.js";
// src/lib/ui/TextField.svelte
function TextField($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** For addresses, codes and keys: from left to right in every language. */
		let { label, value = "", hint, error, optional, hideLabel, ltr = false, input = void 0, required, type = "text", $$slots, $$events, ...rest } = $$props;
		{
			function control($$renderer, field) {
				$$renderer.push(`<input${attributes({
					class: "control",
					dir: ltr ? "ltr" : "auto",
					type,
					...rest,
					...field,
					value
				}, void 0, { ltr }, void 0, 4)}/>`);
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
		bind_props($$props, {
			value,
			input
		});
	});
}
export { TextField as t };
