import { C as attr, a as derived, c as props_id, t as attr_class, w as escape_html } from "./server.js";
import { a as t } from "./i18n.svelte.js";
import { t as Icon } from "./Icon.js";
// src/lib/ui/Field.svelte
function Field($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		const id = props_id($$renderer);
		let { label, hint, error, optional = false, required = false, hideLabel = false, control } = $$props;
		const below = derived(() => error ? `${id}-error` : hint ? `${id}-hint` : void 0);
		$$renderer.push(`<div class="field svelte-sa3gfm"><label${attr("for", id)}${attr_class("svelte-sa3gfm", void 0, { "visually-hidden": hideLabel })}>${escape_html(label)} `);
		if (optional) $$renderer.push(`<!--[0--><span class="optional svelte-sa3gfm">${escape_html(t("common.optional"))}</span>`);
		else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--></label> `);
		control($$renderer, {
			id,
			"aria-describedby": below(),
			"aria-invalid": error ? true : void 0,
			"aria-required": required || void 0
		});
		$$renderer.push(`<!----> `);
		if (error) {
			$$renderer.push(`<!--[0--><p class="error svelte-sa3gfm"${attr("id", `${id}-error`)}>`);
			Icon($$renderer, {
				name: "warning",
				size: 16
			});
			$$renderer.push(`<!---->${escape_html(error)}</p>`);
		} else if (hint) $$renderer.push(`<!--[1--><p class="hint svelte-sa3gfm"${attr("id", `${id}-hint`)}>${escape_html(hint)}</p>`);
		else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--></div>`);
	});
}
export { Field as t };
