import * as universal from "../../../../src/routes/(staff)/+layout.ts";
export { universal };
export { default as component } from "../../../../src/routes/(staff)/+layout.svelte";