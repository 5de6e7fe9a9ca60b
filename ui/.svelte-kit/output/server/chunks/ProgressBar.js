import { C as attr, w as escape_html } from "./server.js";
import { c as percent } from "./format.js";
// src/lib/ui/ProgressBar.svelte
function ProgressBar($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** A share from 0 to 1; without one, only that something goes on. */
		let { value, label } = $$props;
		$$renderer.push(`<progress${attr("aria-label", label)}${attr("value", value)} max="1" class="svelte-fnn7li">${escape_html(value === void 0 ? "" : percent(value))}</progress>`);
	});
}
export { ProgressBar as t };
