import { C as attr, o as ensure_array_like } from "./server.js";
import { a as t } from "./i18n.svelte.js";
// src/lib/ui/Skeleton.svelte
function Skeleton($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Grey lines where text will be. */
		let { lines = 3 } = $$props;
		$$renderer.push(`<div class="skeleton svelte-19vyxbv" role="status"${attr("aria-label", t("common.loading"))}><!--[-->`);
		const each_array = ensure_array_like({ length: lines });
		for (let i = 0, $$length = each_array.length; i < $$length; i++) $$renderer.push(`<span class="svelte-19vyxbv"></span>`);
		$$renderer.push(`<!--]--></div>`);
	});
}
export { Skeleton as t };
