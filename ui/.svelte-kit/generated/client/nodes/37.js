import * as universal from "../../../../src/routes/tickets/[id]/+page.ts";
export { universal };
export { default as component } from "../../../../src/routes/tickets/[id]/+page.svelte";