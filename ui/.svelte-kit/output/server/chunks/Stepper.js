import { C as attr, o as ensure_array_like, t as attr_class, w as escape_html } from "./server.js";
import { s as number } from "./format.js";
import { a as t } from "./i18n.svelte.js";
import { t as Icon } from "./Icon.js";
// src/lib/ui/Stepper.svelte
function Stepper($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Where one stands on a short way. `current` counts from 0. */
		let { steps, current } = $$props;
		$$renderer.push(`<ol class="steps svelte-7mebf3"${attr("aria-label", t("common.stepOf", {
			count: current + 1,
			all: steps.length
		}))}><!--[-->`);
		const each_array = ensure_array_like(steps);
		for (let i = 0, $$length = each_array.length; i < $$length; i++) {
			let step = each_array[i];
			$$renderer.push(`<li${attr("aria-current", i === current ? "step" : void 0)}${attr_class("svelte-7mebf3", void 0, { "done": i < current })}><span class="mark svelte-7mebf3">`);
			if (i < current) {
				$$renderer.push("<!--[0-->");
				Icon($$renderer, {
					name: "check",
					size: 14
				});
			} else $$renderer.push(`<!--[-1-->${escape_html(number(i + 1))}`);
			$$renderer.push(`<!--]--></span> <span class="name svelte-7mebf3">${escape_html(step)}</span></li>`);
		}
		$$renderer.push(`<!--]--></ol>`);
	});
}
export { Stepper as t };
