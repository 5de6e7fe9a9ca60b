import { C as attr, a as derived, o as ensure_array_like, s as head, w as escape_html } from "../../../../chunks/server.js";
import { n as session } from "../../../../chunks/session.svelte.js";
import { t as page } from "../../../../chunks/state.js";
import { a as t } from "../../../../chunks/i18n.svelte.js";
import { t as Icon } from "../../../../chunks/Icon.js";
import { t as places } from "../../../../chunks/places.js";
import { t as NoRights } from "../../../../chunks/NoRights.js";
// src/lib/admin/Frame.svelte
function Frame($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** The parts of administration beside what is open of them. */
		let { children } = $$props;
		const here = derived(() => places.findLast(({ href }) => page.url.pathname === href || href !== "/admin" && page.url.pathname.startsWith(`${href}/`))?.name);
		$$renderer.push(`<div class="admin svelte-m3t6io"><nav${attr("aria-label", t("admin.title"))} class="svelte-m3t6io"><ul class="places svelte-m3t6io"><!--[-->`);
		const each_array = ensure_array_like(places);
		for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
			let { name, href, icon } = each_array[$$index];
			$$renderer.push(`<li><a${attr("href", href)}${attr("aria-current", name === here() ? "page" : void 0)} class="svelte-m3t6io">`);
			Icon($$renderer, { name: icon });
			$$renderer.push(`<!---->${escape_html(t(`admin.place.${name}`))}</a></li>`);
		}
		$$renderer.push(`<!--]--></ul></nav> <div class="content svelte-m3t6io">`);
		children($$renderer);
		$$renderer.push(`<!----></div></div>`);
	});
}
// src/routes/(staff)/admin/+layout.svelte
function _layout($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		let { children } = $$props;
		head("1v95xbb", $$renderer, ($$renderer) => {
			$$renderer.title(($$renderer) => {
				$$renderer.push(`<title>${escape_html(t("admin.title"))} · ${escape_html(session.installation?.name)}</title>`);
			});
		});
		if (session.has("admin")) {
			$$renderer.push("<!--[0-->");
			Frame($$renderer, {
				children: ($$renderer) => {
					children($$renderer);
					$$renderer.push(`<!---->`);
				},
				$$slots: { default: true }
			});
		} else {
			$$renderer.push("<!--[-1-->");
			NoRights($$renderer, {});
		}
		$$renderer.push(`<!--]-->`);
	});
}
export { _layout as default };
