import { i as bind_props, n as attributes, w as escape_html } from "./server.js";
import { t as Field } from "./Field.js";
// src/lib/ui/TextArea.svelte
function TextArea($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		let { label, value = "", hint, error, optional, hideLabel, input = void 0, required, rows = 3, $$slots, $$events, ...rest } = $$props;
		{
			function control($$renderer, field) {
				$$renderer.push(`<div class="grow svelte-zqd3l8"><textarea${attributes({
					class: "control",
					dir: "auto",
					rows,
					...rest,
					...field
				}, "svelte-zqd3l8")}>`);
				const $$body = escape_html(value);
				if ($$body) $$renderer.push(`${$$body}`);
				$$renderer.push(`</textarea> <div class="control copy svelte-zqd3l8" aria-hidden="true">${escape_html(value)} </div></div>`);
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
export { TextArea as t };
