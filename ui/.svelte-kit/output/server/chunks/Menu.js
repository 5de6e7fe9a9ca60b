import { C as attr, c as props_id, d as stringify, o as ensure_array_like, t as attr_class, w as escape_html } from "./server.js";
import { t as Icon } from "./Icon.js";
// src/lib/ui/Menu.svelte
function Menu($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		const id = props_id($$renderer);
		let { items, label, align = "start", children, look = "plain" } = $$props;
		$$renderer.push(`<button type="button"${attr_class(`opener ${stringify(look)}`, "svelte-3biqf3")}${attr("popovertarget", id)} aria-haspopup="menu"${attr("aria-expanded", false)}>`);
		if (look === "bare") $$renderer.push(`<!--[0--><span class="visually-hidden">${escape_html(label)}</span>`);
		else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--> `);
		children($$renderer);
		$$renderer.push(`<!----></button> <div${attr("id", id)} popover="auto" class="floating svelte-3biqf3"${attr("data-align", align)} role="menu" tabindex="-1"${attr("aria-label", label)}><!--[-->`);
		const each_array = ensure_array_like(items);
		for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
			let item = each_array[$$index];
			function inside($$renderer) {
				if (item.icon) {
					$$renderer.push("<!--[0-->");
					Icon($$renderer, {
						name: item.icon,
						size: 20
					});
				} else $$renderer.push("<!--[-1-->");
				$$renderer.push(`<!--]--> <span${attr("lang", item.lang)} class="svelte-3biqf3">${escape_html(item.label)}</span> `);
				if (item.checked) {
					$$renderer.push("<!--[0-->");
					Icon($$renderer, {
						name: "check",
						size: 16
					});
				} else $$renderer.push("<!--[-1-->");
				$$renderer.push(`<!--]-->`);
			}
			if (item.apart) $$renderer.push(`<!--[0--><hr class="svelte-3biqf3"/>`);
			else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]--> `);
			if (item.href !== void 0) {
				$$renderer.push(`<!--[0--><a role="menuitem" tabindex="-1"${attr("href", item.href)} class="svelte-3biqf3">`);
				inside($$renderer);
				$$renderer.push(`<!----></a>`);
			} else {
				$$renderer.push(`<!--[-1--><button type="button"${attr("role", item.checked === void 0 ? "menuitem" : "menuitemradio")}${attr("aria-checked", item.checked)}${attr("aria-disabled", item.disabled || void 0)} tabindex="-1"${attr_class("svelte-3biqf3", void 0, { "danger": item.danger })}>`);
				inside($$renderer);
				$$renderer.push(`<!----></button>`);
			}
			$$renderer.push(`<!--]-->`);
		}
		$$renderer.push(`<!--]--></div>`);
	});
}
export { Menu as t };
