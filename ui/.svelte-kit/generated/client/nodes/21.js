import * as universal from "../../../../src/routes/(portal)/portal/new/+page.ts";
export { universal };
export { default as component } from "../../../../src/routes/(portal)/portal/new/+page.svelte";