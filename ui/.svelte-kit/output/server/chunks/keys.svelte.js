import { Dt as run } from "./server.js";
import "./index-server.js";
// src/lib/shell/keys.svelte.ts
var chordMs = 1e3;
var typing = (target) => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
function nameOf(event) {
	const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
	const slash = event.code === "Slash" ? event.shiftKey ? "?" : "/" : void 0;
	const name = letter ?? slash ?? event.key;
	return event.ctrlKey || event.metaKey ? `Mod+${name}` : name;
}
var Keys = class {
	all = [];
	offers = [];
	palette = false;
	help = false;
	#first = "";
	#firstAt = 0;
	add(keys, label, run$1) {
		const shortcut = {
			keys,
			label,
			run: run$1
		};
		this.all = [...run(() => this.all).filter((other) => other.keys !== keys), shortcut];
		return () => this.all = this.all.filter((other) => other !== shortcut);
	}
	/** Adds something to the palette that has no key. */
	offer(offer) {
		this.offers = [...run(() => this.offers).filter(({ id }) => id !== offer.id), offer];
		return () => this.offers = this.offers.filter((other) => other !== offer);
	}
	handle = (event) => {
		if (event.defaultPrevented || event.isComposing || event.altKey || event.repeat) return;
		const name = nameOf(event);
		if (!name.startsWith("Mod+") && (typing(event.target) || document.querySelector("dialog[open], :popover-open[role=menu]"))) return;
		const chord = Date.now() - this.#firstAt < chordMs ? `${this.#first} ${name}` : name;
		const shortcut = this.all.find(({ keys }) => keys === chord) ?? this.all.find(({ keys }) => keys === name);
		[this.#first, this.#firstAt] = [name, Date.now()];
		if (!shortcut) return;
		event.preventDefault();
		this.#firstAt = 0;
		shortcut.run();
	};
};
var keys = new Keys();
export { keys as t };
