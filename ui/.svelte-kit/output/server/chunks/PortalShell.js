import { w as escape_html } from "./server.js";
import { n as session } from "./session.svelte.js";
import { a as t } from "./i18n.svelte.js";
import { n as Logo } from "./Preferences.js";
import { t as AccountMenu } from "./AccountMenu.js";
// src/lib/shell/PortalShell.svelte
function PortalShell($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** The client's side: little to choose from, and room to breathe. */
		let { children } = $$props;
		$$renderer.push(`<a class="skip visually-hidden svelte-55ageg" href="#main">${escape_html(t("common.skip"))}</a> <header class="svelte-55ageg"><a class="name svelte-55ageg" href="/portal">`);
		Logo($$renderer, {});
		$$renderer.push(`<!----><bdi class="truncate">${escape_html(session.installation?.name || "Surety")}</bdi></a> `);
		AccountMenu($$renderer, {});
		$$renderer.push(`<!----></header> <main id="main" tabindex="-1" class="svelte-55ageg">`);
		children($$renderer);
		$$renderer.push(`<!----></main>`);
	});
}
export { PortalShell as t };
