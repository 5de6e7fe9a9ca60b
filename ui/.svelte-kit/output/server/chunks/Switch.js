import { i as bind_props, u as spread_props } from "./server.js";
import { t as Checkbox } from "./Checkbox.js";
// src/lib/ui/Switch.svelte
function Switch($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		let { checked = false, $$slots, $$events, ...rest } = $$props;
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			Checkbox($$renderer, spread_props([
				{ look: "switch" },
				rest,
				{
					get checked() {
						return checked;
					},
					set checked($$value) {
						checked = $$value;
						$$settled = false;
					}
				}
			]));
		}
		do {
			$$settled = true;
			$$inner_renderer = $$renderer.copy();
			$$render_inner($$inner_renderer);
		} while (!$$settled);
		$$renderer.subsume($$inner_renderer);
		bind_props($$props, { checked });
	});
}
export { Switch as t };
