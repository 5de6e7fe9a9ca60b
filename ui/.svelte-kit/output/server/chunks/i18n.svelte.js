import { a as derived } from "./server.js";
// src/lib/i18n/languages.ts
/** The four languages, equal from the first day. */
var languages = {
	en: {
		name: "English",
		direction: "ltr",
		locale: "en-GB"
	},
	ru: {
		name: "Русский",
		direction: "ltr",
		locale: "ru-RU"
	},
	fa: {
		name: "فارسی",
		direction: "rtl",
		locale: "fa-IR-u-ca-persian-nu-arabext"
	},
	zh: {
		name: "中文",
		direction: "ltr",
		locale: "zh-CN"
	}
};
var allLanguages = Object.keys(languages);
var isLanguage = (value) => typeof value === "string" && value in languages;
/** The first of the wishes that we speak; `fa-AF` wishes for `fa`. Dari and Tajik readers of Arabic script are served in Persian. */
function choose(wishes, offered = allLanguages) {
	for (const wish of wishes) {
		const base = wish?.toLowerCase().split("-")[0];
		const language = base === "prs" ? "fa" : base;
		if (isLanguage(language) && offered.includes(language)) return language;
	}
	return offered[0] ?? "en";
}
// src/lib/i18n/message.ts
var rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
var leftToRight = /[A-Za-z\u00c0-\u058f\u2c00-\u2dff\u3040-\u9fff]/;
/** Keeps a name of the other direction from tearing the sentence: wraps it in FSI … PDI, only where that is needed. */
function isolate(value, rtl) {
	return (rtl ? leftToRight : rightToLeft).test(value) ? `\u2068${value}\u2069` : value;
}
/** Fills `{name}` in a text. Numbers are written in the reader's digits. */
function fill(text, params, locale) {
	const rtl = locale.startsWith("fa");
	const count = params["count"];
	return (typeof text === "string" ? text : text[new Intl.PluralRules(locale).select(Number(count ?? 0))] ?? text.other).replace(/\{(\w+)\}/g, (whole, name) => {
		const value = params[name];
		if (value === void 0) return whole;
		return typeof value === "number" ? new Intl.NumberFormat(locale).format(value) : isolate(value, rtl);
	});
}
// src/lib/i18n/i18n.svelte.ts
var files = Object.assign({
	"./texts/en/account.ts": () => import("./account.js"),
	"./texts/en/admin.ts": () => import("./admin.js"),
	"./texts/en/asking.ts": () => import("./asking.js"),
	"./texts/en/common.ts": () => import("./common.js"),
	"./texts/en/me.ts": () => import("./me.js"),
	"./texts/en/portal.ts": () => import("./portal.js"),
	"./texts/en/record.ts": () => import("./record.js"),
	"./texts/en/staff.ts": () => import("./staff.js"),
	"./texts/en/ticket.ts": () => import("./ticket.js"),
	"./texts/fa/account.ts": () => import("./account2.js"),
	"./texts/fa/admin.ts": () => import("./admin2.js"),
	"./texts/fa/asking.ts": () => import("./asking2.js"),
	"./texts/fa/common.ts": () => import("./common2.js"),
	"./texts/fa/me.ts": () => import("./me2.js"),
	"./texts/fa/portal.ts": () => import("./portal2.js"),
	"./texts/fa/record.ts": () => import("./record2.js"),
	"./texts/fa/staff.ts": () => import("./staff2.js"),
	"./texts/fa/ticket.ts": () => import("./ticket2.js"),
	"./texts/ru/account.ts": () => import("./account3.js"),
	"./texts/ru/admin.ts": () => import("./admin3.js"),
	"./texts/ru/asking.ts": () => import("./asking3.js"),
	"./texts/ru/common.ts": () => import("./common3.js"),
	"./texts/ru/me.ts": () => import("./me3.js"),
	"./texts/ru/portal.ts": () => import("./portal3.js"),
	"./texts/ru/record.ts": () => import("./record3.js"),
	"./texts/ru/staff.ts": () => import("./staff3.js"),
	"./texts/ru/ticket.ts": () => import("./ticket3.js"),
	"./texts/zh/account.ts": () => import("./account4.js"),
	"./texts/zh/admin.ts": () => import("./admin4.js"),
	"./texts/zh/asking.ts": () => import("./asking4.js"),
	"./texts/zh/common.ts": () => import("./common4.js"),
	"./texts/zh/me.ts": () => import("./me4.js"),
	"./texts/zh/portal.ts": () => import("./portal4.js"),
	"./texts/zh/record.ts": () => import("./record4.js"),
	"./texts/zh/staff.ts": () => import("./staff4.js"),
	"./texts/zh/ticket.ts": () => import("./ticket4.js")
});
var wanted = /* @__PURE__ */ new Set(["common"]);
var Reader = class {
	language = "en";
	calendar = "auto";
	timeZone = void 0;
	texts = {};
	#direction = derived(() => languages[this.language].direction);
	get direction() {
		return this.#direction();
	}
	set direction($$value) {
		return this.#direction($$value);
	}
	#locale = derived(() => {
		const { locale } = languages[this.language];
		if (this.calendar === "auto") return locale;
		return `${new Intl.Locale(locale).baseName}-u-ca-${this.calendar}${this.language === "fa" ? "-nu-arabext" : ""}`;
	});
	get locale() {
		return this.#locale();
	}
	set locale($$value) {
		return this.#locale($$value);
	}
};
var reader = new Reader();
async function fetchTexts(language, areas) {
	const loaded = await Promise.all([...areas].map(async (area) => [area, (await files[`./texts/${language}/${area}.ts`]?.())?.default]));
	return Object.fromEntries(loaded);
}
/** Makes the texts of the areas ready. Called by the `load` of each part of the app. */
async function need(...areas) {
	const missing = areas.filter((area) => !(area in reader.texts));
	areas.forEach((area) => wanted.add(area));
	if (missing.length > 0) reader.texts = {
		...reader.texts,
		...await fetchTexts(reader.language, missing)
	};
}
/** Switches the language of everything: fetches the texts first, so that nothing flashes untranslated. */
async function speak(language) {
	if (language === "fa") await Promise.resolve({   });
	const texts = await fetchTexts(language, wanted);
	reader.language = language;
	reader.texts = texts;
	document.documentElement.lang = language;
	document.documentElement.dir = languages[language].direction;
}
/** The language to begin with: the address, then what was chosen on this device, then the account, then the browser. */
function wishedLanguage(account, offered) {
	return choose([
		new URLSearchParams(location.search).get("lang"),
		localStorage.getItem("language"),
		account,
		...navigator.languages
	], offered);
}
/** Remembers a choice on this device. */
var rememberLanguage = (language) => localStorage.setItem("language", language);
var lookUp = (key) => {
	const dot = key.indexOf(".");
	return reader.texts[key.slice(0, dot)]?.[key.slice(dot + 1)];
};
/** The text of a key, with its parameters filled in. */
function t(key, ...params) {
	return fill(lookUp(key) ?? key, params[0] ?? {}, reader.locale);
}
/** The text for a code that came from the server, or of `otherwise` when we have no word for it. */
function word(prefix, code, otherwise, params = {}) {
	return fill(lookUp(`${prefix}.${code ?? ""}`) ?? lookUp(otherwise) ?? otherwise, params, reader.locale);
}
export { t as a, allLanguages as c, languages as d, speak as i, choose as l, reader as n, wishedLanguage as o, rememberLanguage as r, word as s, need as t, isLanguage as u };
