import * as universal from "../../../../src/routes/me/+layout.ts";
export { universal };
export { default as component } from "../../../../src/routes/me/+layout.svelte";