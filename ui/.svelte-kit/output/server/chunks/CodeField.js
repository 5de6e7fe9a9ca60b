import { i as bind_props } from "./server.js";
import { a as t } from "./i18n.svelte.js";
import { t as problemText } from "./problem2.js";
import { t as TextField } from "./TextField.js";
import { t as westernDigits } from "./digits.js";
// src/lib/account/CodeField.svelte
function CodeField($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** All six digits are there. */
		let { value = void 0, problem, label, oncomplete } = $$props;
		/** Persian and Arabic keyboards write their own digits; the server knows one kind. */
		function oninput() {
			value = westernDigits(value);
			if (value.length === 6) oncomplete?.();
		}
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			$$renderer.push(`<div class="code svelte-1umz6ja">`);
			TextField($$renderer, {
				label: label ?? t("account.factor.code"),
				ltr: true,
				inputmode: "numeric",
				autocomplete: "one-time-code",
				maxlength: 9,
				required: true,
				oninput,
				error: problem && problemText(problem),
				get value() {
					return value;
				},
				set value($$value) {
					value = $$value;
					$$settled = false;
				}
			});
			$$renderer.push(`<!----></div>`);
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
export { CodeField as t };
