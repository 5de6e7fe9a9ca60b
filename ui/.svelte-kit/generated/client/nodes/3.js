import * as universal from "../../../../src/routes/(portal)/+layout.ts";
export { universal };
export { default as component } from "../../../../src/routes/(portal)/+layout.svelte";