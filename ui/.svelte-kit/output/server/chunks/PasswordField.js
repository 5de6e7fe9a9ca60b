import { i as bind_props, n as attributes } from "./server.js";
import { a as t } from "./i18n.svelte.js";
import { t as Field } from "./Field.js";
import { t as IconButton } from "./IconButton.js";
// src/lib/ui/PasswordField.svelte
function PasswordField($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		let { label, value = "", hint, error, input = void 0, $$slots, $$events, ...rest } = $$props;
		let shown = false;
		{
			function control($$renderer, field) {
				$$renderer.push(`<div class="password svelte-8x9m5d"><input${attributes({
					class: "control ltr",
					dir: "ltr",
					type: shown ? "text" : "password",
					spellcheck: "false",
					autocapitalize: "none",
					...rest,
					...field,
					value
				}, "svelte-8x9m5d", void 0, void 0, 4)}/> `);
				IconButton($$renderer, {
					icon: shown ? "hidden" : "eye",
					label: shown ? t("common.hidePassword") : t("common.showPassword"),
					pressed: shown,
					onclick: () => shown = !shown
				});
				$$renderer.push(`<!----></div>`);
			}
			Field($$renderer, {
				label,
				hint,
				error,
				required: true,
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
export { PasswordField as t };
