import { d as stringify, t as attr_class, w as escape_html } from "./server.js";
// src/lib/ui/avatar.ts
var hues = 6;
var chinese = /\p{Script=Han}/u;
var joining = /\p{Script=Arabic}/u;
/** Up to two letters: of the first and the last name; of a Chinese name its last two signs; of a Persian one, kept apart. */
function initials(name) {
	const words = name.trim().split(/\s+/).filter(Boolean);
	if (chinese.test(name)) return [...name.replace(/\s/g, "")].slice(-2).join("");
	return (words.length > 1 ? [words[0], words.at(-1)] : words.slice(0, 1)).map((word) => [...word ?? ""][0]?.toLocaleUpperCase() ?? "").join(joining.test(name) ? "‌" : "");
}
/** The same person has the same colour everywhere. */
function hue(id) {
	let sum = 0;
	for (const sign of id) sum = sum * 31 + (sign.codePointAt(0) ?? 0) >>> 0;
	return sum % hues;
}
// src/lib/ui/Avatar.svelte
function Avatar($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Decoration beside a name; never the only way to tell who it is. */
		let { name, id = name, size = "m" } = $$props;
		$$renderer.push(`<span${attr_class(`avatar ${stringify(size)} hue-${stringify(hue(id))}`, "svelte-qygt89")} aria-hidden="true">${escape_html(initials(name))}</span>`);
	});
}
export { Avatar as t };
