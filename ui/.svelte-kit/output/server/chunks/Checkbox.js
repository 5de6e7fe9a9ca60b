import { C as attr, c as props_id, d as stringify, i as bind_props, n as attributes, t as attr_class, w as escape_html } from "./server.js";
// src/lib/ui/Checkbox.svelte
function Checkbox($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		const id = props_id($$renderer);
		let { label, checked = false, hint, look = "check", $$slots, $$events, ...rest } = $$props;
		$$renderer.push(`<label${attr_class(`choice ${stringify(look)}`, "svelte-3wclrd")}><input${attributes({
			type: "checkbox",
			role: look === "switch" ? "switch" : void 0,
			"aria-describedby": hint ? id : void 0,
			...rest,
			checked
		}, "svelte-3wclrd", void 0, void 0, 4)}/> <span class="box svelte-3wclrd" aria-hidden="true"><svg viewBox="0 0 16 16" class="svelte-3wclrd"><path d="M3.5 8.5l3 3l6-6.5" class="svelte-3wclrd"></path></svg></span> <span class="svelte-3wclrd">${escape_html(label)}`);
		if (hint) $$renderer.push(`<!--[0--><span class="hint svelte-3wclrd"${attr("id", id)}>${escape_html(hint)}</span>`);
		else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--></span></label>`);
		bind_props($$props, { checked });
	});
}
export { Checkbox as t };
