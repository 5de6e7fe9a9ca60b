import { C as attr, c as props_id, i as bind_props, t as attr_class, w as escape_html } from "./server.js";
import { a as t } from "./i18n.svelte.js";
import { t as IconButton } from "./IconButton.js";
// src/lib/ui/Dialog.svelte
function Dialog($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		const id = props_id($$renderer);
		let { open = false, title, actions, closable = true, wide = false, onclose, children } = $$props;
		let dialog;
		$$renderer.push(`<dialog${attr("aria-labelledby", id)}${attr_class("svelte-1i47zga", void 0, { "wide": wide })}>`);
		if (open) {
			$$renderer.push(`<!--[0--><div class="inside svelte-1i47zga"><header class="svelte-1i47zga"><h2${attr("id", id)} class="svelte-1i47zga">${escape_html(title)}</h2> `);
			if (closable) {
				$$renderer.push("<!--[0-->");
				IconButton($$renderer, {
					icon: "close",
					label: t("common.close"),
					onclick: () => dialog.close()
				});
			} else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]--></header> <div class="body svelte-1i47zga">`);
			children($$renderer);
			$$renderer.push(`<!----></div> `);
			if (actions) {
				$$renderer.push(`<!--[0--><footer class="svelte-1i47zga">`);
				actions($$renderer);
				$$renderer.push(`<!----></footer>`);
			} else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]--></div>`);
		} else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--></dialog>`);
		bind_props($$props, { open });
	});
}
export { Dialog as t };
