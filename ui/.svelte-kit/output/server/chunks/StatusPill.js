import { w as escape_html } from "./server.js";
import { a as t } from "./i18n.svelte.js";
import { t as Badge } from "./Badge.js";
// src/lib/ui/StatusPill.svelte
function StatusPill($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		const looks = {
			new: "accent",
			open: "info",
			waiting: "warn",
			solved: "good",
			closed: "quiet"
		};
		/** The status of a ticket. The client's words differ: what staff call “waiting” is “waiting for you” to them. */
		let { status, side = "staff" } = $$props;
		Badge($$renderer, {
			look: looks[status],
			children: ($$renderer) => {
				$$renderer.push(`<!---->${escape_html(side === "client" ? t(`common.clientStatus.${status}`) : t(`common.status.${status}`))}`);
			},
			$$slots: { default: true }
		});
	});
}
export { StatusPill as t };
