import * as universal from "../../../../src/routes/(staff)/desk/+layout.ts";
export { universal };
export { default as component } from "../../../../src/routes/(staff)/desk/+layout.svelte";