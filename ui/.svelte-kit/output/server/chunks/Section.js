import { C as attr, c as props_id, t as attr_class, w as escape_html } from "./server.js";
// src/lib/ui/Section.svelte
function Section($$renderer, $$props) {
	const id = props_id($$renderer);
	let { title, lead, actions, inner = false, children } = $$props;
	$$renderer.push(`<section${attr_class("section svelte-13pnatd", void 0, { "card": !inner })}${attr("aria-labelledby", id)}><header class="spread svelte-13pnatd"><div class="words svelte-13pnatd">`);
	if (inner) $$renderer.push(`<!--[0--><h3${attr("id", id)}>${escape_html(title)}</h3>`);
	else $$renderer.push(`<!--[-1--><h2${attr("id", id)}>${escape_html(title)}</h2>`);
	$$renderer.push(`<!--]--> `);
	if (lead) $$renderer.push(`<!--[0--><p class="soft svelte-13pnatd">${escape_html(lead)}</p>`);
	else $$renderer.push("<!--[-1-->");
	$$renderer.push(`<!--]--></div> `);
	if (actions) {
		$$renderer.push(`<!--[0--><div class="row">`);
		actions($$renderer);
		$$renderer.push(`<!----></div>`);
	} else $$renderer.push("<!--[-1-->");
	$$renderer.push(`<!--]--></header> `);
	children?.($$renderer);
	$$renderer.push(`<!----></section>`);
}
export { Section as t };
