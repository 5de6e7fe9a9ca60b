import "../../../../../../chunks/server.js";
import { t as page } from "../../../../../../chunks/state.js";
import { t as Department } from "../../../../../../chunks/Department.js";
// src/routes/(staff)/admin/departments/[id]/+page.svelte
function _page($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		$$renderer.push(`<!---->`);
		Department($$renderer, { id: page.params["id"] });
		$$renderer.push(`<!---->`);
	});
}
export { _page as default };
