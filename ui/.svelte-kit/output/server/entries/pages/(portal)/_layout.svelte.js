import "../../../chunks/server.js";
import { t as PortalShell } from "../../../chunks/PortalShell.js";
// src/routes/(portal)/+layout.svelte
function _layout($$renderer, $$props) {
	let { children } = $$props;
	PortalShell($$renderer, {
		children: ($$renderer) => {
			children($$renderer);
			$$renderer.push(`<!---->`);
		},
		$$slots: { default: true }
	});
}
export { _layout as default };
