import { C as attr, a as derived, c as props_id, d as stringify, i as bind_props, o as ensure_array_like, w as escape_html } from "./server.js";
import { a as t, d as languages, u as isLanguage } from "./i18n.svelte.js";
// src/lib/ui/Tabs.svelte
function Tabs($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		const id = props_id($$renderer);
		let { label, tabs, value = void 0, onchange, children } = $$props;
		$$renderer.push(`<div class="tabs svelte-1fwbyla" role="tablist" tabindex="-1"${attr("aria-label", label)}><!--[-->`);
		const each_array = ensure_array_like(tabs);
		for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
			let tab = each_array[$$index];
			$$renderer.push(`<button type="button" role="tab"${attr("id", `${id}-${stringify(tab.value)}`)}${attr("aria-selected", tab.value === value)}${attr("aria-controls", `${id}-panel`)}${attr("tabindex", tab.value === value ? 0 : -1)} class="svelte-1fwbyla">${escape_html(tab.label)}`);
			if (tab.count) $$renderer.push(`<!--[0--><span class="count tabular svelte-1fwbyla">${escape_html(tab.count)}</span>`);
			else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]--></button>`);
		}
		$$renderer.push(`<!--]--></div> <div role="tabpanel"${attr("id", `${id}-panel`)}${attr("aria-labelledby", `${id}-${stringify(value)}`)}>`);
		children($$renderer, value);
		$$renderer.push(`<!----></div>`);
		bind_props($$props, { value });
	});
}
// src/lib/account/Letter.svelte
function Letter($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/**
		* A letter as its reader gets it. What it looks like is a document of its own (`page`), served with a policy of its own:
		* its inline styles may act there, and scripts nowhere.
		*/
		let { letter, language, page } = $$props;
		let shown = "look";
		const direction = derived(() => isLanguage(language) ? languages[language].direction : "ltr");
		/** Addresses in the text, so that those of this installation can be followed. */
		const parts = derived(() => letter.text.split(/(https?:\/\/[^\s<>]+)/));
		const ours = (part) => part.startsWith(`${location.origin}/`);
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			$$renderer.push(`<article class="letter svelte-1xo4cu7"><h2${attr("lang", language)}${attr("dir", direction())}>${escape_html(letter.subject)}</h2> `);
			{
				function children($$renderer, which) {
					if (which === "look") $$renderer.push(`<!--[0--><iframe${attr("title", letter.subject)}${attr("src", page)} sandbox="allow-top-navigation-by-user-activation" referrerpolicy="no-referrer" class="svelte-1xo4cu7"></iframe>`);
					else {
						$$renderer.push(`<!--[-1--><p class="text svelte-1xo4cu7"${attr("lang", language)}${attr("dir", direction())}><!--[-->`);
						const each_array = ensure_array_like(parts());
						for (let i = 0, $$length = each_array.length; i < $$length; i++) {
							let part = each_array[i];
							if (ours(part)) $$renderer.push(`<!--[0--><a${attr("href", part.slice(location.origin.length))} class="ltr">${escape_html(part)}</a>`);
							else $$renderer.push(`<!--[-1-->${escape_html(part)}`);
							$$renderer.push(`<!--]-->`);
						}
						$$renderer.push(`<!--]--></p>`);
					}
					$$renderer.push(`<!--]-->`);
				}
				Tabs($$renderer, {
					label: letter.subject,
					tabs: [{
						value: "look",
						label: t("account.letters.look")
					}, {
						value: "text",
						label: t("account.letters.text")
					}],
					get value() {
						return shown;
					},
					set value($$value) {
						shown = $$value;
						$$settled = false;
					},
					children,
					$$slots: { default: true }
				});
			}
			$$renderer.push(`<!----></article>`);
		}
		do {
			$$settled = true;
			$$inner_renderer = $$renderer.copy();
			$$render_inner($$inner_renderer);
		} while (!$$settled);
		$$renderer.subsume($$inner_renderer);
	});
}
export { Tabs as n, Letter as t };
