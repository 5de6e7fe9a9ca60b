import * as universal from "../../../../src/routes/(staff)/admin/+layout.ts";
export { universal };
export { default as component } from "../../../../src/routes/(staff)/admin/+layout.svelte";