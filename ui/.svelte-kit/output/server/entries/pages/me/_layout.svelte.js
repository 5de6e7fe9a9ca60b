import { a as derived, t as attr_class } from "../../../chunks/server.js";
// src/routes/me/+layout.svelte
function _layout($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		let { data, children } = $$props;
		const Shell = derived(() => data.Shell);
		if (Shell()) {
			$$renderer.push("<!--[-->");
			Shell()($$renderer, {
				children: ($$renderer) => {
					$$renderer.push(`<div${attr_class("svelte-18kopwo", void 0, { "works": data.works })}>`);
					children($$renderer);
					$$renderer.push(`<!----></div>`);
				},
				$$slots: { default: true }
			});
			$$renderer.push("<!--]-->");
		} else {
			$$renderer.push("<!--[!-->");
			$$renderer.push("<!--]-->");
		}
	});
}
export { _layout as default };
