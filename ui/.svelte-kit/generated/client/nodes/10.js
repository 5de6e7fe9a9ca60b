import * as universal from "../../../../src/routes/(door)/demo/mail/+page.ts";
export { universal };
export { default as component } from "../../../../src/routes/(door)/demo/mail/+page.svelte";