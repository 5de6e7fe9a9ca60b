import * as universal from "../../../../src/routes/(door)/enrol/+page.ts";
export { universal };
export { default as component } from "../../../../src/routes/(door)/enrol/+page.svelte";