import { C as attr, w as escape_html } from "./server.js";
import { a as fullDateTime, i as format_exports } from "./format.js";
// src/lib/ui/DateTime.svelte
function DateTime($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** A moment in the reader's calendar and zone; the full one is shown on hover. */
		let { at, look = "dateTime" } = $$props;
		$$renderer.push(`<time${attr("datetime", at)}${attr("title", fullDateTime(at))}>${escape_html(format_exports[look](at))}</time>`);
	});
}
export { DateTime as t };
