import "../../../chunks/server.js";
import { t as StaffShell } from "../../../chunks/StaffShell.js";
// src/routes/(staff)/+layout.svelte
function _layout($$renderer, $$props) {
	let { children } = $$props;
	StaffShell($$renderer, {
		children: ($$renderer) => {
			children($$renderer);
			$$renderer.push(`<!---->`);
		},
		$$slots: { default: true }
	});
}
export { _layout as default };
