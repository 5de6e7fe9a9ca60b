import * as universal from "../../../../src/routes/(staff)/record/+page.ts";
export { universal };
export { default as component } from "../../../../src/routes/(staff)/record/+page.svelte";