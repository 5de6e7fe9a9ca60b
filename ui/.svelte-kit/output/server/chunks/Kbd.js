import { a as derived, o as ensure_array_like, w as escape_html } from "./server.js";
// src/lib/ui/Kbd.svelte
function Kbd($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Keys to press together, as the reader's keyboard writes them: `Mod` is ⌘ or Ctrl. */
		let { keys } = $$props;
		const mac = /Mac|iPhone|iPad/.test(navigator.platform);
		const parts = derived(() => keys.split("+").map((key) => key === "Mod" ? mac ? "⌘" : "Ctrl" : key));
		$$renderer.push(`<span class="keys svelte-1eyz4ht" dir="ltr"><!--[-->`);
		const each_array = ensure_array_like(parts());
		for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
			let part = each_array[$$index];
			$$renderer.push(`<kbd class="svelte-1eyz4ht">${escape_html(part)}</kbd>`);
		}
		$$renderer.push(`<!--]--></span>`);
	});
}
export { Kbd as t };
