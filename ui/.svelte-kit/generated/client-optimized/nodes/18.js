import * as universal from "../../../../src/routes/(door)/welcome/[token]/+page.ts";
export { universal };
export { default as component } from "../../../../src/routes/(door)/welcome/[token]/+page.svelte";