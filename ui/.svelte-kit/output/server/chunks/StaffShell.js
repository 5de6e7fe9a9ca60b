import { C as attr, a as derived, c as props_id, d as stringify, i as bind_props, o as ensure_array_like, w as escape_html } from "./server.js";
import "./navigation.js";
import { t as page } from "./state.js";
import { n as session } from "./session.svelte.js";
import { a as t, c as allLanguages, d as languages } from "./i18n.svelte.js";
import { t as Icon } from "./Icon.js";
import { t as IconButton } from "./IconButton.js";
import { n as Logo } from "./Preferences.js";
import { t as goto } from "./client2.js";
import { t as AccountMenu } from "./AccountMenu.js";
import { t as keys } from "./keys.svelte.js";
import { t as Dialog } from "./Dialog.js";
import { t as Kbd } from "./Kbd.js";
import { t as westernDigits } from "./digits.js";
import { n as asProblem } from "./problem.js";
import { t as listTickets } from "./tickets.js";
import { n as ticketNumber } from "./words.js";
import { t as problemText } from "./problem2.js";
import { t as toasts } from "./toasts.svelte.js";
// src/lib/shell/KeysHelp.svelte
function KeysHelp($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			Dialog($$renderer, {
				title: t("staff.keys.help"),
				get open() {
					return keys.help;
				},
				set open($$value) {
					keys.help = $$value;
					$$settled = false;
				},
				children: ($$renderer) => {
					$$renderer.push(`<dl class="svelte-1rcc717"><!--[-->`);
					const each_array = ensure_array_like(keys.all);
					for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
						let shortcut = each_array[$$index];
						$$renderer.push(`<dt>${escape_html(shortcut.label())}</dt> <dd>`);
						Kbd($$renderer, { keys: shortcut.keys.replace(" ", "+") });
						$$renderer.push(`<!----></dd>`);
					}
					$$renderer.push(`<!--]--></dl>`);
				},
				$$slots: { default: true }
			});
		}
		do {
			$$settled = true;
			$$inner_renderer = $$renderer.copy();
			$$render_inner($$inner_renderer);
		} while (!$$settled);
		$$renderer.subsume($$inner_renderer);
	});
}
// src/lib/shell/nav.ts
/** The places of the staff side; each is there for those who have the area. */
var areaLinks = [
	{
		area: "desk",
		href: "/desk",
		icon: "inbox"
	},
	{
		area: "record",
		href: "/record",
		icon: "record"
	},
	{
		area: "admin",
		href: "/admin",
		icon: "gear"
	}
];
// src/lib/ui/commands.ts
/** Persian and Arabic keyboards write two of the letters differently; Russians leave out the dots of ё. */
var plain = (text) => text.toLocaleLowerCase().replace(/ي/g, "ی").replace(/ك/g, "ک").replace(/ё/g, "е").replace(/\u200c/g, "");
/** Those that hold every typed word, those that begin with it first. */
function matching(commands, query) {
	const words = plain(query).split(/\s+/).filter(Boolean);
	const text = (command) => plain(`${command.label} ${command.also ?? ""}`);
	const begins = (command) => words[0] && text(command).startsWith(words[0]) ? 0 : 1;
	return commands.filter((command) => words.every((word) => text(command).includes(word))).sort((a, b) => begins(a) - begins(b));
}
// src/lib/ui/CommandPalette.svelte
function CommandPalette($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		const id = props_id($$renderer);
		let { open = false, commands, suggest = () => [] } = $$props;
		let query = "";
		let at = 0;
		const found = derived(() => [...suggest(query), ...matching(commands, query)]);
		$$renderer.push(`<dialog${attr("aria-label", t("common.palette"))} class="svelte-v8i7cy">`);
		if (open) {
			$$renderer.push(`<!--[0--><div class="search svelte-v8i7cy">`);
			Icon($$renderer, { name: "search" });
			$$renderer.push(`<!----> <input autofocus="" type="text" dir="auto" role="combobox"${attr("aria-label", t("common.palette"))} aria-expanded="true"${attr("aria-controls", `${id}-list`)}${attr("aria-activedescendant", found()[at] ? `${id}-${at}` : void 0)} autocomplete="off" spellcheck="false"${attr("placeholder", t("common.paletteHint"))}${attr("value", query)} class="svelte-v8i7cy"/></div> <ul class="list svelte-v8i7cy" role="listbox"${attr("id", `${id}-list`)}${attr("aria-label", t("common.palette"))}>`);
			const each_array = ensure_array_like(found());
			if (each_array.length !== 0) {
				$$renderer.push("<!--[-->");
				for (let i = 0, $$length = each_array.length; i < $$length; i++) {
					let command = each_array[i];
					$$renderer.push(`<li role="option"${attr("id", `${id}-${stringify(i)}`)}${attr("aria-selected", i === at)} class="svelte-v8i7cy">`);
					Icon($$renderer, { name: command.icon ?? "arrow" });
					$$renderer.push(`<!----><span class="svelte-v8i7cy">${escape_html(command.label)}</span> `);
					if (command.keys) {
						$$renderer.push("<!--[0-->");
						Kbd($$renderer, { keys: command.keys });
					} else $$renderer.push("<!--[-1-->");
					$$renderer.push(`<!--]--></li>`);
				}
			} else $$renderer.push(`<!--[!--><li class="none svelte-v8i7cy">${escape_html(t("common.nothingFound"))}</li>`);
			$$renderer.push(`<!--]--></ul>`);
		} else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--></dialog>`);
		bind_props($$props, { open });
	});
}
// src/lib/shell/Palette.svelte
function Palette($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		const places = derived(() => areaLinks.filter(({ area }) => session.has(area)).map(({ area, href, icon }) => ({
			id: href,
			label: t(`common.area.${area}`),
			icon,
			also: area,
			run: () => void goto(href)
		})));
		const shortcuts = derived(() => keys.all.filter(({ keys: k }) => k !== "Mod+K").map((shortcut) => ({
			id: shortcut.keys,
			label: shortcut.label(),
			icon: "keyboard",
			keys: shortcut.keys.replace(" ", "+"),
			run: shortcut.run
		})));
		const offers = derived(() => keys.offers.map(({ id, label, icon, run }) => ({
			id,
			label: label(),
			icon,
			run
		})));
		const mine = derived(() => [
			{
				id: "me",
				label: t("common.mySecurity"),
				icon: "sealed",
				run: () => void goto("/me")
			},
			...allLanguages.map((language) => ({
				id: `lang-${language}`,
				label: languages[language].name,
				also: language,
				icon: "globe",
				run: () => void session.choose({ language })
			})),
			...[
				"light",
				"dark",
				"auto"
			].map((theme) => ({
				id: theme,
				label: t(`common.theme.${theme}`),
				icon: theme === "dark" ? "moon" : "sun",
				run: () => void session.choose({ theme })
			})),
			{
				id: "out",
				label: t("common.signOut"),
				icon: "signOut",
				run: () => void session.signOut()
			}
		]);
		/** A number is a ticket's. */
		function suggest(query) {
			const number = Number(/^[#№]?\s*\p{Nd}{4,10}$/u.test(query.trim()) ? westernDigits(query) : 0);
			if (!number || !session.has("desk")) return [];
			return [{
				id: "number",
				label: t("staff.jump", { number: ticketNumber(number) }),
				icon: "ticket",
				run: () => void jump(number)
			}];
		}
		async function jump(number) {
			try {
				const [row] = (await listTickets({ number })).items;
				if (row) await goto(`/desk/${row.id}`);
				else toasts.say(t("common.nothingFound"));
			} catch (error) {
				toasts.say(problemText(asProblem(error)), "danger");
			}
		}
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			CommandPalette($$renderer, {
				commands: [
					...offers(),
					...shortcuts(),
					...places(),
					...mine()
				],
				suggest,
				get open() {
					return keys.palette;
				},
				set open($$value) {
					keys.palette = $$value;
					$$settled = false;
				}
			});
		}
		do {
			$$settled = true;
			$$inner_renderer = $$renderer.copy();
			$$render_inner($$inner_renderer);
		} while (!$$settled);
		$$renderer.subsume($$inner_renderer);
	});
}
// src/lib/shell/StaffShell.svelte
function StaffShell($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** The side of those who work here: a rail of places, everything under a key. Screens inside are dense. */
		let { children } = $$props;
		const links = derived(() => areaLinks.filter(({ area }) => session.has(area)));
		keys.add("Mod+K", () => t("common.palette"), () => keys.palette = true);
		keys.add("?", () => t("staff.keys.help"), () => keys.help = true);
		keys.add("G I", () => t("staff.keys.inbox"), () => void goto("/desk"));
		$$renderer.push(`<div class="shell svelte-1sqvq6s" data-density="dense"><a class="skip visually-hidden svelte-1sqvq6s" href="#main">${escape_html(t("common.skip"))}</a> <nav${attr("aria-label", t("common.places"))} class="svelte-1sqvq6s"><a class="logo svelte-1sqvq6s" href="/"${attr("aria-label", t("common.home"))}>`);
		Logo($$renderer, {});
		$$renderer.push(`<!----></a> <ul class="places svelte-1sqvq6s"><!--[-->`);
		const each_array = ensure_array_like(links());
		for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
			let { area, href, icon } = each_array[$$index];
			$$renderer.push(`<li><a${attr("href", href)}${attr("aria-current", page.url.pathname.startsWith(href) ? "page" : void 0)} class="svelte-1sqvq6s">`);
			Icon($$renderer, {
				name: icon,
				size: 24
			});
			$$renderer.push(`<!----><span>${escape_html(t(`common.area.${area}`))}</span></a></li>`);
		}
		$$renderer.push(`<!--]--></ul> <div class="tools svelte-1sqvq6s">`);
		IconButton($$renderer, {
			icon: "search",
			label: t("common.palette"),
			keys: "Ctrl K",
			onclick: () => keys.palette = true
		});
		$$renderer.push(`<!----> <span class="help svelte-1sqvq6s">`);
		IconButton($$renderer, {
			icon: "keyboard",
			label: t("staff.keys.help"),
			keys: "?",
			onclick: () => keys.help = true
		});
		$$renderer.push(`<!----></span> `);
		AccountMenu($$renderer, { align: "above" });
		$$renderer.push(`<!----></div></nav> <main id="main" tabindex="-1" class="svelte-1sqvq6s">`);
		children($$renderer);
		$$renderer.push(`<!----></main></div> `);
		Palette($$renderer, {});
		$$renderer.push(`<!----> `);
		KeysHelp($$renderer, {});
		$$renderer.push(`<!---->`);
	});
}
export { StaffShell as t };
