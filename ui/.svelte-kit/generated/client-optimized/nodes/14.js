import * as universal from "../../../../src/routes/(door)/reset/[token]/+page.ts";
export { universal };
export { default as component } from "../../../../src/routes/(door)/reset/[token]/+page.svelte";