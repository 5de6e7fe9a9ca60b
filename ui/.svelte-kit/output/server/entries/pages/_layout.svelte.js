import { a as derived, d as stringify, o as ensure_array_like, r as await_block, t as attr_class, w as escape_html } from "../../chunks/server.js";
import { a as live, n as session, r as stepUp } from "../../chunks/session.svelte.js";
import { a as t, t as need } from "../../chunks/i18n.svelte.js";
import { a as on, i as createSubscriber } from "../../chunks/render.js";
import "../../chunks/shared2.js";
import "../../chunks/Banner.js";
import { t as ErrorState } from "../../chunks/ErrorState.js";
import { t as Icon } from "../../chunks/Icon.js";
import { t as IconButton } from "../../chunks/IconButton.js";
import { t as toasts } from "../../chunks/toasts.svelte.js";
// node_modules/svelte/src/reactivity/reactive-value.js
/**
* @template T
*/
var ReactiveValue = class {
	#fn;
	#subscribe;
	/**
	*
	* @param {() => T} fn
	* @param {(update: () => void) => void} onsubscribe
	*/
	constructor(fn, onsubscribe) {
		this.#fn = fn;
		this.#subscribe = createSubscriber(onsubscribe);
	}
	get current() {
		this.#subscribe();
		return this.#fn();
	}
};
new ReactiveValue(() => void 0, (update) => on(window, "scroll", update));
new ReactiveValue(() => void 0, (update) => on(window, "scroll", update));
new ReactiveValue(() => void 0, (update) => on(window, "resize", update));
new ReactiveValue(() => void 0, (update) => on(window, "resize", update));
new ReactiveValue(() => void 0, (update) => on(window, "resize", update));
new ReactiveValue(() => void 0, (update) => on(window, "resize", update));
new ReactiveValue(() => void 0, (update) => {
	let value = window.screenLeft;
	let frame = requestAnimationFrame(function check() {
		frame = requestAnimationFrame(check);
		if (value !== (value = window.screenLeft)) update();
	});
	return () => {
		cancelAnimationFrame(frame);
	};
});
new ReactiveValue(() => void 0, (update) => {
	let value = window.screenTop;
	let frame = requestAnimationFrame(function check() {
		frame = requestAnimationFrame(check);
		if (value !== (value = window.screenTop)) update();
	});
	return () => {
		cancelAnimationFrame(frame);
	};
});
/**
* `online.current` is a reactive view of `navigator.onLine`. On the server it is `undefined`.
* @since 5.11.0
*/
var online = new ReactiveValue(() => void 0, (update) => {
	const unsub_online = on(window, "online", update);
	const unsub_offline = on(window, "offline", update);
	return () => {
		unsub_online();
		unsub_offline();
	};
});
// src/lib/shell/Offline.svelte
function Offline($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		derived(() => online.current === false || live.state === "lost");
		$$renderer.push(`<div class="offline svelte-yywr1l" aria-live="polite">`);
		$$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--></div>`);
	});
}
// src/lib/ui/Toasts.svelte
function Toasts($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		const icon = {
			info: "info",
			good: "check",
			danger: "warning"
		};
		$$renderer.push(`<div popover="manual" class="toasts svelte-1br0hsq" role="status" aria-live="polite"><!--[-->`);
		const each_array = ensure_array_like(toasts.all);
		for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
			let toast = each_array[$$index];
			$$renderer.push(`<div${attr_class(`toast ${stringify(toast.look)}`, "svelte-1br0hsq")} data-density="dense">`);
			Icon($$renderer, { name: icon[toast.look] });
			$$renderer.push(`<!----> <span>${escape_html(toast.text)}</span> `);
			if (toast.action) {
				$$renderer.push("<!--[0-->");
				const { label, run } = toast.action;
				$$renderer.push(`<button type="button" class="action svelte-1br0hsq">${escape_html(label)}</button>`);
			} else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]--> `);
			IconButton($$renderer, {
				icon: "close",
				label: t("common.close"),
				onclick: () => toasts.close(toast.id)
			});
			$$renderer.push(`<!----></div>`);
		}
		$$renderer.push(`<!--]--></div>`);
	});
}
// src/routes/+layout.svelte
function _layout($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		let { children } = $$props;
		const stepUpDialog = () => Promise.all([import("../../chunks/StepUpDialog.js"), need("account")]).then(([{ default: Dialog }]) => Dialog);
		if (session.problem) {
			$$renderer.push(`<!--[0--><main>`);
			ErrorState($$renderer, {
				problem: session.problem,
				retry: () => location.reload()
			});
			$$renderer.push(`<!----></main>`);
		} else {
			$$renderer.push("<!--[-1-->");
			children($$renderer);
			$$renderer.push(`<!---->`);
		}
		$$renderer.push(`<!--]--> `);
		Offline($$renderer, {});
		$$renderer.push(`<!----> `);
		Toasts($$renderer, {});
		$$renderer.push(`<!----> `);
		if (stepUp.open) {
			$$renderer.push("<!--[0-->");
			await_block($$renderer, stepUpDialog(), () => {}, (Dialog) => {
				if (Dialog) {
					$$renderer.push("<!--[-->");
					Dialog($$renderer, {});
					$$renderer.push("<!--]-->");
				} else {
					$$renderer.push("<!--[!-->");
					$$renderer.push("<!--]-->");
				}
			});
			$$renderer.push(`<!--]-->`);
		} else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]-->`);
	});
}
export { _layout as default };
