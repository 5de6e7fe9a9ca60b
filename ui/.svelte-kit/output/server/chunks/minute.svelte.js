import "./server.js";
globalThis.Date;
globalThis.Set;
var SvelteMap = globalThis.Map;
globalThis.URL;
globalThis.URLSearchParams;
/**
* @param {any} _
*/
function createSubscriber(_) {
	return () => {};
}
// src/lib/ui/minute.svelte.ts
var Minute = class {
	#subscribe = createSubscriber((update) => {
		const timer = setInterval(update, 3e4);
		return () => clearInterval(timer);
	});
	get now() {
		this.#subscribe();
		return Date.now();
	}
};
var minute = new Minute();
export { SvelteMap as n, minute as t };
