import { C as attr, d as stringify, n as attributes, t as attr_class } from "./server.js";
import { t as Icon } from "./Icon.js";
// src/lib/ui/Spinner.svelte
function Spinner($$renderer, $$props) {
	let { size = 20, label = "" } = $$props;
	$$renderer.push(`<svg viewBox="0 0 24 24"${attr("width", size)}${attr("height", size)}${attr("role", label ? "status" : void 0)}${attr("aria-label", label || void 0)}${attr("aria-hidden", label ? void 0 : "true")} class="svelte-mfr6of"><circle cx="12" cy="12" r="9" class="svelte-mfr6of"></circle><path d="M12 3a9 9 0 0 1 9 9" class="svelte-mfr6of"></path></svg>`);
}
// src/lib/ui/Button.svelte
function Button($$renderer, $$props) {
	/** One `primary` a screen; `plain` for what need not be pressed. */
	/** Shows work in progress and ignores presses meanwhile. */
	/** As wide as its place allows. */
	/** Makes it a link. */
	let { look = "secondary", icon, iconEnd, busy = false, wide = false, href, download, type = "button", disabled, onclick, children, $$slots, $$events, ...rest } = $$props;
	function inside($$renderer) {
		if (busy) {
			$$renderer.push("<!--[0-->");
			Spinner($$renderer, { size: 16 });
		} else if (icon) {
			$$renderer.push("<!--[1-->");
			Icon($$renderer, {
				name: icon,
				size: 20
			});
		} else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--> <span>`);
		children($$renderer);
		$$renderer.push(`<!----></span> `);
		if (iconEnd) {
			$$renderer.push("<!--[0-->");
			Icon($$renderer, {
				name: iconEnd,
				size: 20
			});
		} else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]-->`);
	}
	if (href !== void 0 && !disabled) {
		$$renderer.push(`<!--[0--><a${attr_class(`button ${stringify(look)}`, "svelte-g9c1iq", { "wide": wide })}${attr("href", href)}${attr("download", download)}>`);
		inside($$renderer);
		$$renderer.push(`<!----></a>`);
	} else {
		$$renderer.push(`<!--[-1--><button${attributes({
			class: `button ${stringify(look)}`,
			type,
			disabled,
			"aria-busy": busy || void 0,
			...rest
		}, "svelte-g9c1iq", { wide })}>`);
		inside($$renderer);
		$$renderer.push(`<!----></button>`);
	}
	$$renderer.push(`<!--]-->`);
}
export { Spinner as n, Button as t };
