import { d as stringify, t as attr_class, w as escape_html } from "./server.js";
import { t as Icon } from "./Icon.js";
// src/lib/ui/EmptyState.svelte
function EmptyState($$renderer, $$props) {
	let { icon = "inbox", title, text, children, look = "quiet", whole = false } = $$props;
	$$renderer.push(`<div class="empty svelte-64hdw"><span${attr_class(`sign ${stringify(look)}`, "svelte-64hdw")}>`);
	Icon($$renderer, {
		name: icon,
		size: 32
	});
	$$renderer.push(`<!----></span> `);
	if (whole) $$renderer.push(`<!--[0--><h1 class="svelte-64hdw">${escape_html(title)}</h1>`);
	else $$renderer.push(`<!--[-1--><h2 class="svelte-64hdw">${escape_html(title)}</h2>`);
	$$renderer.push(`<!--]--> `);
	if (text) $$renderer.push(`<!--[0--><p class="soft svelte-64hdw">${escape_html(text)}</p>`);
	else $$renderer.push("<!--[-1-->");
	$$renderer.push(`<!--]--> `);
	if (children) {
		$$renderer.push(`<!--[0--><div class="row svelte-64hdw">`);
		children($$renderer);
		$$renderer.push(`<!----></div>`);
	} else $$renderer.push("<!--[-1-->");
	$$renderer.push(`<!--]--></div>`);
}
export { EmptyState as t };
