import { C as attr, a as derived, n as attributes } from "./server.js";
import { t as Icon } from "./Icon.js";
// src/lib/ui/IconButton.svelte
function IconButton($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** What it does: read aloud, and shown on hover. */
		/** A key that does the same, shown beside the label. */
		let { icon, label, keys, pressed, href, $$slots, $$events, ...rest } = $$props;
		derived(() => keys ? `${label} · ${keys}` : label);
		if (href !== void 0) {
			$$renderer.push(`<!--[0--><a class="icon-button svelte-13o797d"${attr("href", href)}${attr("aria-label", label)}>`);
			Icon($$renderer, { name: icon });
			$$renderer.push(`<!----></a>`);
		} else {
			$$renderer.push(`<!--[-1--><button${attributes({
				type: "button",
				class: "icon-button",
				"aria-label": label,
				"aria-pressed": pressed,
				...rest
			}, "svelte-13o797d")}>`);
			Icon($$renderer, { name: icon });
			$$renderer.push(`<!----></button>`);
		}
		$$renderer.push(`<!--]-->`);
	});
}
export { IconButton as t };
