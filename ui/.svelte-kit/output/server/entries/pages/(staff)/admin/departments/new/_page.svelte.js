import "../../../../../../chunks/server.js";
import { t as Department } from "../../../../../../chunks/Department.js";
// src/routes/(staff)/admin/departments/new/+page.svelte
function _page($$renderer) {
	Department($$renderer, {});
}
export { _page as default };
