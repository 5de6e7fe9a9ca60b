import { C as attr, a as derived, w as escape_html } from "./server.js";
import { a as t, c as allLanguages, d as languages, n as reader } from "./i18n.svelte.js";
import { i as look, n as session } from "./session.svelte.js";
import { t as Icon } from "./Icon.js";
import { t as Menu } from "./Menu.js";
// src/lib/ui/Logo.svelte
function Logo($$renderer, $$props) {
	/** The mark: a shield with an S drawn in one line. */
	let { size = 28 } = $$props;
	$$renderer.push(`<svg viewBox="0 0 32 32"${attr("width", size)}${attr("height", size)} aria-hidden="true" class="svelte-3bcpqf"><path class="shield svelte-3bcpqf" d="M16 1.5 28 6v9.2c0 7.3-5 12.6-12 15.3C9 27.8 4 22.5 4 15.2V6z"></path><path class="line svelte-3bcpqf" d="M20.8 11.3c-1-1.3-2.7-2-4.7-2-2.7 0-4.6 1.3-4.6 3.3 0 4.6 9.5 2.2 9.5 6.8 0 2.2-2.1 3.5-4.8 3.5-2.3 0-4.2-.8-5.3-2.3"></path></svg>`);
}
// src/lib/account/Preferences.svelte
function Preferences($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Language and theme, there on every screen. Each language is named in itself, so that one lost can find home. */
		let { align = "end", compact = false } = $$props;
		const offered = derived(() => session.offered.length > 0 ? session.offered : allLanguages);
		const themes = [
			["auto", "gear"],
			["light", "sun"],
			["dark", "moon"]
		];
		const items = derived(() => [...offered().map((language) => ({
			label: languages[language].name,
			lang: language,
			checked: language === reader.language,
			onselect: () => void session.choose({ language })
		})), ...themes.map(([theme, icon], i) => ({
			label: t(`common.theme.${theme}`),
			icon,
			checked: look.theme === theme,
			apart: i === 0,
			onselect: () => void session.choose({ theme })
		}))]);
		Menu($$renderer, {
			items: items(),
			align,
			look: compact ? "bare" : "plain",
			label: t("common.preferences"),
			children: ($$renderer) => {
				Icon($$renderer, { name: "globe" });
				$$renderer.push(`<!---->`);
				if (!compact) $$renderer.push(`<!--[0--><span>${escape_html(languages[reader.language].name)}</span>`);
				else $$renderer.push("<!--[-1-->");
				$$renderer.push(`<!--]-->`);
			},
			$$slots: { default: true }
		});
	});
}
export { Logo as n, Preferences as t };
