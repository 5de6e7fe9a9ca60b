import { C as attr, d as stringify, t as attr_class } from "./server.js";
import { t as Icon } from "./Icon.js";
// src/lib/ui/Banner.svelte
function Banner($$renderer, $$props) {
	/** Read aloud at once. */
	let { look = "info", icon, alert = false, children, actions } = $$props;
	const icons = {
		info: "info",
		good: "check",
		warn: "warning",
		danger: "warning"
	};
	$$renderer.push(`<div${attr_class(`banner ${stringify(look)}`, "svelte-i0iz3s")}${attr("role", alert ? "alert" : void 0)}>`);
	Icon($$renderer, { name: icon ?? icons[look] });
	$$renderer.push(`<!----> <div class="text svelte-i0iz3s">`);
	children($$renderer);
	$$renderer.push(`<!----></div> `);
	if (actions) {
		$$renderer.push(`<!--[0--><div class="row">`);
		actions($$renderer);
		$$renderer.push(`<!----></div>`);
	} else $$renderer.push("<!--[-1-->");
	$$renderer.push(`<!--]--></div>`);
}
export { Banner as t };
