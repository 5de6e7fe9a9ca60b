import * as universal from "../../../../src/routes/(portal)/portal/[id]/+page.ts";
export { universal };
export { default as component } from "../../../../src/routes/(portal)/portal/[id]/+page.svelte";