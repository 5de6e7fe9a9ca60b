import * as universal from "../../../../src/routes/(door)/sign-in/+page.ts";
export { universal };
export { default as component } from "../../../../src/routes/(door)/sign-in/+page.svelte";