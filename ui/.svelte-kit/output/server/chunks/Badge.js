import { d as stringify, t as attr_class } from "./server.js";
import { t as Icon } from "./Icon.js";
// src/lib/ui/Badge.svelte
function Badge($$renderer, $$props) {
	let { look = "quiet", icon, children } = $$props;
	$$renderer.push(`<span${attr_class(`badge ${stringify(look)}`, "svelte-eex7hx")}>`);
	if (icon) {
		$$renderer.push("<!--[0-->");
		Icon($$renderer, {
			name: icon,
			size: 14
		});
	} else $$renderer.push("<!--[-1-->");
	$$renderer.push(`<!--]-->`);
	children($$renderer);
	$$renderer.push(`<!----></span>`);
}
export { Badge as t };
