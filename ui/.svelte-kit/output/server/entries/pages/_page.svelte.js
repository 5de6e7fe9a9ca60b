import "../../chunks/server.js";
// src/routes/+page.svelte
function _page($$renderer) {}
export { _page as default };
