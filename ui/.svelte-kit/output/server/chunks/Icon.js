import { C as attr, a as derived, t as attr_class } from "./server.js";
// src/lib/ui/icons.ts
var icons = {
	plus: "M12 5v14M5 12h14",
	close: "M6.5 6.5l11 11M17.5 6.5l-11 11",
	check: "M5 12.5l4.5 4.5L19 7.5",
	search: "M10.75 4a6.75 6.75 0 1 0 0 13.5a6.75 6.75 0 0 0 0-13.5M15.75 15.75L20 20",
	menu: "M4 7h16M4 12h16M4 17h16",
	more: "M5.5 12h.01M12 12h.01M18.5 12h.01",
	down: "M6.5 9.5L12 15l5.5-5.5",
	next: "M9.5 6.5L15 12l-5.5 5.5",
	back: "M14.5 6.5L9 12l5.5 5.5",
	arrow: "M4.5 12h15M13.5 6l6 6l-6 6",
	sealed: "M12 3l7.5 2.75v5.5c0 4.65-3.1 8-7.5 9.75c-4.4-1.75-7.5-5.1-7.5-9.75v-5.5zM8.75 11.75l2.25 2.25l4.25-4.5",
	lock: "M6.5 10.5h11a1.5 1.5 0 0 1 1.5 1.5v7a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 5 19v-7a1.5 1.5 0 0 1 1.5-1.5M8 10.5V8a4 4 0 0 1 8 0v2.5M12 14.5v2",
	key: "M8 11.5a4.25 4.25 0 1 0 0 8.5a4.25 4.25 0 0 0 0-8.5M11 12.75L19.5 4M16 7.6l2.6 2.6M13.5 10.2l1.75 1.75",
	passkey: "M10 4a3.5 3.5 0 1 0 0 7a3.5 3.5 0 0 0 0-7M3.5 19.5c.3-3.3 2.9-5.5 6.5-5.5c.9 0 1.7.1 2.4.4M17.5 11.5a2.5 2.5 0 0 0-1 4.8v4.2l1 .7l1.25-1.2l-.8-1l.9-1l-.6-1.6a2.5 2.5 0 0 0-.75-4.9",
	phone: "M8.5 3h7A1.5 1.5 0 0 1 17 4.5v15a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 7 19.5v-15A1.5 1.5 0 0 1 8.5 3M11 18h2",
	user: "M12 4a4 4 0 1 0 0 8a4 4 0 0 0 0-8M4.5 20c.5-3.5 3.5-5.5 7.5-5.5s7 2 7.5 5.5",
	eye: "M2.5 12c2.2-4 5.5-6 9.5-6s7.3 2 9.5 6c-2.2 4-5.5 6-9.5 6s-7.3-2-9.5-6M12 9.25a2.75 2.75 0 1 0 0 5.5a2.75 2.75 0 0 0 0-5.5",
	hidden: "M4 4l16 16M9.9 6.25c.7-.2 1.4-.25 2.1-.25c4 0 7.3 2 9.5 6c-.8 1.4-1.7 2.6-2.8 3.5M6.2 7.7c-1.5 1-2.7 2.5-3.7 4.3c2.2 4 5.5 6 9.5 6c1.5 0 2.9-.3 4.1-.8M10 10a2.75 2.75 0 0 0 3.9 3.9",
	globe: "M12 4a8 8 0 1 0 0 16a8 8 0 0 0 0-16M4 12h16M12 4c2.3 2.2 3.4 4.9 3.4 8s-1.1 5.8-3.4 8c-2.3-2.2-3.4-4.9-3.4-8s1.1-5.8 3.4-8",
	sun: "M12 8a4 4 0 1 0 0 8a4 4 0 0 0 0-8M12 2.75v2M12 19.25v2M2.75 12h2M19.25 12h2M5.5 5.5l1.4 1.4M17.1 17.1l1.4 1.4M18.5 5.5l-1.4 1.4M6.9 17.1l-1.4 1.4",
	moon: "M19.5 14.5a8 8 0 0 1-10-10a8 8 0 1 0 10 10",
	help: "M12 4a8 8 0 1 0 0 16a8 8 0 0 0 0-16M9.75 9.75a2.3 2.3 0 1 1 3.3 2.25c-.7.35-1.05.8-1.05 1.5M12 16.25h.01",
	info: "M12 4a8 8 0 1 0 0 16a8 8 0 0 0 0-16M12 11v5M12 8h.01",
	warning: "M12 4.5l8.5 15h-17zM12 10v4.5M12 17h.01",
	offline: "M4 4l16 16M3 10c1.3-1.2 2.7-2 4.25-2.6M11 6.55c3.7-.2 7.2 1 10 3.45M6 13.5c1-.9 2.2-1.5 3.5-1.85M15.5 12.5c.9.3 1.7.7 2.5 1M9.5 17c1.5-1.1 3.5-1.1 5 0M12 19.75h.01",
	signOut: "M13 4.5H5.5v15H13M10 12h10M16.5 8.5L20 12l-3.5 3.5",
	home: "M4 11l8-7l8 7v9h-5.5v-5.5h-5V20H4z",
	refresh: "M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9M19.5 4.5V9H15"
};
/** Icons that follow the line of reading and so turn round in Persian. */
var mirrored = /* @__PURE__ */ new Set([
	"next",
	"back",
	"arrow",
	"send",
	"reply",
	"signOut",
	"external",
	"clip"
]);
// src/lib/ui/Icon.svelte
var more = {};
function Icon($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** An icon beside words is decoration; alone, its control carries the label. */
		let { name, size = 20 } = $$props;
		const path = derived(() => name in icons ? icons[name] : more[name]);
		$$renderer.push(`<svg viewBox="0 0 24 24"${attr("width", size)}${attr("height", size)} aria-hidden="true" focusable="false"${attr_class("svelte-jf3o41", void 0, { "mirrored": mirrored.has(name) })}><path${attr("d", path())} class="svelte-jf3o41"></path></svg>`);
	});
}
export { Icon as t };
