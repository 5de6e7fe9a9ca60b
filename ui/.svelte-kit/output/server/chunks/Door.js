import { a as derived, s as head, t as attr_class, w as escape_html } from "./server.js";
import { a as t } from "./i18n.svelte.js";
import { n as Logo, t as Preferences } from "./Preferences.js";
import { t as Icon } from "./Icon.js";
import { n as session } from "./session.svelte.js";
// src/lib/account/Door.svelte
function Door($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** The quiet room before the door: sign-in and everything on the way to it. */
		let { title, lead, wide = false, children } = $$props;
		const name = derived(() => session.installation?.name || "Surety");
		head("1q9zkpj", $$renderer, ($$renderer) => {
			$$renderer.title(($$renderer) => {
				$$renderer.push(`<title>${escape_html(title)} · ${escape_html(name())}</title>`);
			});
		});
		$$renderer.push(`<div class="door svelte-1q9zkpj"><header class="spread svelte-1q9zkpj"><a class="name svelte-1q9zkpj" href="/">`);
		Logo($$renderer, {});
		$$renderer.push(`<!----><bdi>${escape_html(name())}</bdi></a> `);
		Preferences($$renderer, {});
		$$renderer.push(`<!----></header> <main${attr_class("svelte-1q9zkpj", void 0, { "wide": wide })}><div class="card svelte-1q9zkpj"><h1>${escape_html(title)}</h1> `);
		if (lead) $$renderer.push(`<!--[0--><p class="soft lead svelte-1q9zkpj">${escape_html(lead)}</p>`);
		else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--> `);
		children($$renderer);
		$$renderer.push(`<!----></div> <p class="sealed svelte-1q9zkpj">`);
		Icon($$renderer, {
			name: "sealed",
			size: 16
		});
		$$renderer.push(`<!---->${escape_html(t("account.sealed"))}</p></main></div>`);
	});
}
export { Door as t };
