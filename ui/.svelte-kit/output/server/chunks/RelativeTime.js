import { C as attr, w as escape_html } from "./server.js";
import { a as fullDateTime, l as relative } from "./format.js";
import { t as minute } from "./minute.svelte.js";
// src/lib/ui/RelativeTime.svelte
function RelativeTime($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** “3 hours ago”, kept true while it is looked at. */
		let { at } = $$props;
		$$renderer.push(`<time${attr("datetime", at)}${attr("title", fullDateTime(at))}>${escape_html(relative(at, minute.now))}</time>`);
	});
}
export { RelativeTime as t };
