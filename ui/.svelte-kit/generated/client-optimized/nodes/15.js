import * as universal from "../../../../src/routes/(door)/setup/[token]/+page.ts";
export { universal };
export { default as component } from "../../../../src/routes/(door)/setup/[token]/+page.svelte";