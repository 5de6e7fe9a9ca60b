import "../../../../chunks/server.js";
// src/routes/tickets/[id]/+page.svelte
function _page($$renderer) {}
export { _page as default };
