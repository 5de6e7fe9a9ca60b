import { t as __exportAll } from "./rolldown-runtime.js";
import { n as reader } from "./i18n.svelte.js";
// src/lib/i18n/format.ts
/** Numbers, dates and sizes as the reader writes them. All are reactive: they read the reader's language and calendar. */
var format_exports = /* @__PURE__ */ __exportAll({
	bytes: () => bytes,
	compare: () => compare,
	date: () => date,
	dateTime: () => dateTime,
	dayMonth: () => dayMonth,
	fullDateTime: () => fullDateTime,
	list: () => list,
	number: () => number,
	percent: () => percent,
	relative: () => relative,
	time: () => time
});
var made = /* @__PURE__ */ new Map();
/** Intl objects are dear to make; each is made once per locale and options. */
function once(kind, options, make) {
	const key = `${kind} ${reader.locale} ${JSON.stringify(options)}`;
	if (!made.has(key)) made.set(key, make(reader.locale));
	return made.get(key);
}
function dateText(when, options) {
	const full = {
		timeZone: reader.timeZone,
		...options
	};
	return once("date", full, (locale) => new Intl.DateTimeFormat(locale, full)).format(new Date(when));
}
var number = (value, options = {}) => once("number", options, (locale) => new Intl.NumberFormat(locale, options)).format(value);
var percent = (share) => number(share, {
	style: "percent",
	maximumFractionDigits: 0
});
var date = (when) => dateText(when, { dateStyle: "medium" });
var time = (when) => dateText(when, { timeStyle: "short" });
var dateTime = (when) => dateText(when, {
	dateStyle: "medium",
	timeStyle: "short"
});
var fullDateTime = (when) => dateText(when, {
	dateStyle: "full",
	timeStyle: "long"
});
var dayMonth = (when) => dateText(when, {
	day: "numeric",
	month: "short"
});
var steps = [
	["year", 31557600],
	["month", 2629800],
	["week", 604800],
	["day", 86400],
	["hour", 3600],
	["minute", 60]
];
/** “3 hours ago”, “in 2 days”; within a minute, “now”. */
function relative(when, now = Date.now()) {
	const seconds = (new Date(when).getTime() - now) / 1e3;
	const [unit, size] = steps.find(([, s]) => Math.abs(seconds) >= s) ?? ["second", Infinity];
	return once("relative", {}, (locale) => new Intl.RelativeTimeFormat(locale, { numeric: "auto" })).format(Math.trunc(seconds / size) || 0, unit);
}
var sizes = [
	"byte",
	"kilobyte",
	"megabyte",
	"gigabyte"
];
/** “3.4 MB”, in powers of a thousand. Persian has no short units of its own. */
function bytes(size) {
	const step = Math.min(sizes.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(size, 1)) / 3)));
	const unit = sizes[step];
	return number(size / 1e3 ** step, {
		style: "unit",
		unit,
		unitDisplay: step && reader.language !== "fa" ? "short" : "long",
		maximumFractionDigits: step ? 1 : 0
	});
}
var list = (items) => once("list", {}, (locale) => new Intl.ListFormat(locale, { type: "conjunction" })).format(items);
/** Compares names as the reader's language sorts them. */
var compare = (a, b) => once("compare", {}, (locale) => new Intl.Collator(locale)).compare(a, b);
export { fullDateTime as a, percent as c, format_exports as i, relative as l, compare as n, list as o, date as r, number as s, bytes as t };
