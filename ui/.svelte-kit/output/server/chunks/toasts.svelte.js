import "./server.js";
// src/lib/ui/toasts.svelte.ts
var shownMs = 6e3;
var lastId = 0;
var Toasts = class {
	all = [];
	/** Says something in passing. What went wrong stays until it is closed. */
	say(text, look = "info", action) {
		const id = ++lastId;
		this.all = [...this.all.slice(-2), {
			id,
			text,
			look,
			action
		}];
		if (look !== "danger") setTimeout(() => this.close(id), shownMs);
	}
	close(id) {
		this.all = this.all.filter((toast) => toast.id !== id);
	}
};
var toasts = new Toasts();
export { toasts as t };
