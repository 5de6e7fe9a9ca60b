import { a as derived } from "./server.js";
import { i as guard, n as ask, r as base, t as api } from "./client.js";
import { n as asProblem } from "./problem.js";
import { i as speak, l as choose, n as reader, o as wishedLanguage, r as rememberLanguage, u as isLanguage } from "./i18n.svelte.js";
// src/lib/live/events.ts
var changes = [
	"opened",
	"message",
	"note",
	"status",
	"fields",
	"file",
	"members",
	"watch",
	"handed_over",
	"merged",
	"split",
	"read",
	"draft"
];
var doings = [
	"viewing",
	"writing",
	"gone"
];
var isFields = (value) => typeof value === "object" && value !== null;
var isText = (value) => typeof value === "string" && value !== "";
var isCount = (value) => Number.isSafeInteger(value);
var maybe = (check, value) => value === void 0 || value === null || check(value);
var oneOf = (words, value) => words.includes(value);
var checks = {
	ticket: (f) => isText(f["id"]) && maybe(isCount, f["version"]) && oneOf(changes, f["what"]) && maybe(isCount, f["seq"]) && maybe(isText, f["by"]),
	presence: (f) => isText(f["ticket"]) && isFields(f["account"]) && isText(f["account"]["id"]) && isText(f["account"]["name"]) && oneOf(doings, f["doing"]) && isText(f["until"]),
	session: (f) => f["state"] === "ended"
};
var kinds = Object.keys(checks);
/** The event, or nothing when it is not what it says. */
function parseEvent(kind, data) {
	try {
		const fields = JSON.parse(data);
		return isFields(fields) && checks[kind](fields) ? fields : void 0;
	} catch {
		return;
	}
}
// src/lib/live/live.svelte.ts
var firstWaitMs = 500;
var longestWaitMs = 3e4;
var Live = class {
	/** `off` before sign-in; `lost` while trying to come back. */
	state = "off";
	#source;
	#timer;
	#failures = 0;
	#opened = false;
	#listeners = /* @__PURE__ */ new Map();
	#returns = /* @__PURE__ */ new Set();
	/** Opens the stream; safe to call again. */
	start() {
		if (this.#source) return;
		this.state = this.#failures > 0 ? "lost" : "connecting";
		const source = new EventSource(`${base}/live`);
		this.#source = source;
		source.onopen = () => this.#welcome();
		source.onerror = () => this.#retry();
		for (const kind of kinds) source.addEventListener(kind, (event) => this.#tell(kind, String(event.data)));
	}
	stop() {
		clearTimeout(this.#timer);
		this.#source?.close();
		this.#source = void 0;
		this.#failures = 0;
		this.#opened = false;
		this.state = "off";
	}
	/** Hears events of one kind; call the answer to stop hearing. */
	on(kind, listener) {
		const listeners = this.#listeners.get(kind) ?? /* @__PURE__ */ new Set();
		this.#listeners.set(kind, listeners.add(listener));
		return () => listeners.delete(listener);
	}
	/** Hears that the stream is back after a gap. */
	onReturn(listener) {
		this.#returns.add(listener);
		return () => this.#returns.delete(listener);
	}
	#welcome() {
		const returned = this.#opened;
		this.state = "open";
		this.#failures = 0;
		this.#opened = true;
		if (returned) this.#returns.forEach((listener) => listener());
	}
	/** The browser gives up on some failures, so that waiting is ours; a random part keeps tabs from coming back together. */
	#retry() {
		this.#source?.close();
		this.#source = void 0;
		this.state = "lost";
		const wait = Math.min(longestWaitMs, firstWaitMs * 2 ** this.#failures++) * (.5 + Math.random() / 2);
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.start(), wait);
	}
	#tell(kind, data) {
		const event = parseEvent(kind, data);
		if (event) this.#listeners.get(kind)?.forEach((listener) => listener(event));
	}
};
var live = new Live();
// src/lib/ui/theme.svelte.ts
var isTheme = (value) => value === "auto" || value === "light" || value === "dark";
var Look = class {
	theme = "auto";
	constructor() {
		const kept = typeof localStorage === "undefined" ? null : localStorage.getItem("theme");
		if (isTheme(kept)) this.theme = kept;
	}
	set(theme) {
		this.theme = theme;
		localStorage.setItem("theme", theme);
		if (theme === "auto") delete document.documentElement.dataset["theme"];
		else document.documentElement.dataset["theme"] = theme;
	}
};
var look = new Look();
// src/lib/account/step-up.svelte.ts
var StepUp = class {
	open = false;
	#waiting;
	#answer;
	ask() {
		this.open = true;
		this.#waiting ??= new Promise((resolve) => this.#answer = resolve);
		return this.#waiting;
	}
	finish(proved) {
		this.open = false;
		this.#answer?.(proved);
		this.#waiting = void 0;
		this.#answer = void 0;
	}
};
var stepUp = new StepUp();
// src/lib/account/session.svelte.ts
var homes = [
	["desk", "/desk"],
	["portal", "/portal"],
	["admin", "/admin"],
	["record", "/record"]
];
var answerMs = 1e3;
var safePath = (path) => path && /^\/(?![/\\])/.test(path) ? path : void 0;
var SessionState = class {
	current = void 0;
	/** Why the session could not be loaded. */
	problem = void 0;
	#account = derived(() => this.current?.account);
	get account() {
		return this.#account();
	}
	set account($$value) {
		return this.#account($$value);
	}
	#installation = derived(() => this.current?.installation);
	get installation() {
		return this.#installation();
	}
	set installation($$value) {
		return this.#installation($$value);
	}
	#signedIn = derived(() => this.current?.state === "signed_in");
	get signedIn() {
		return this.#signedIn();
	}
	set signedIn($$value) {
		return this.#signedIn($$value);
	}
	#offered = derived(() => this.current?.installation.languages.filter(isLanguage) ?? []);
	get offered() {
		return this.#offered();
	}
	set offered($$value) {
		return this.#offered($$value);
	}
	has(area) {
		return this.signedIn && (this.current?.areas?.includes(area) ?? false);
	}
	/** Where this person begins. */
	get home() {
		return homes.find(([area]) => this.has(area))?.[1] ?? "/me";
	}
	/** Where to go now that the session says `state`. */
	next(wish) {
		if (this.current?.state === "enrol") return "/enrol";
		if (!this.signedIn) return "/sign-in";
		return safePath(wish) ?? this.home;
	}
	async load() {
		try {
			await this.accept(await ask(api.GET("/session")));
			this.problem = void 0;
		} catch (error) {
			this.problem = asProblem(error);
		}
	}
	/** Takes over what the server says about us. */
	async accept(session) {
		this.current = session;
		const account = session.account;
		reader.calendar = account?.calendar ?? "auto";
		reader.timeZone = account?.timeZone || void 0;
		if (account && localStorage.getItem("theme") === null) look.set(account.theme);
		const wished = wishedLanguage(account?.language, this.offered);
		if (wished !== reader.language || !reader.texts.common) await speak(wished);
		if (this.signedIn) live.start();
		else live.stop();
	}
	/** The reader's own choice: kept on this device and, when signed in, in the account. */
	async choose(choice) {
		if (choice.language) {
			rememberLanguage(choice.language);
			await speak(choice.language);
		}
		if (choice.theme) look.set(choice.theme);
		if (this.signedIn) await ask(api.PATCH("/me", { body: choice }));
	}
	async signOut() {
		await ask(api.POST("/sign-out"));
		this.forget();
	}
	/**
	* The stream says that its session is over. It may only have got a new token, as every new proof brings one, and the answer
	* that carries it may still be on its way: then the stream begins again, and nothing on the screen is lost.
	*/
	async ended() {
		const before = this.account?.id;
		await new Promise((resolve) => setTimeout(resolve, answerMs));
		await this.load();
		if (this.signedIn && this.account?.id === before) this.listenAnew();
		else if (!this.problem) this.forget(location.pathname + location.search);
	}
	listenAnew() {
		live.stop();
		live.start();
	}
	/** Nothing of the last person may stay in memory: the page is loaded anew. */
	forget(next) {
		live.stop();
		location.assign(next ? `/sign-in?next=${encodeURIComponent(next)}` : "/sign-in");
	}
};
var session = new SessionState();
/** Begins the app: texts for the likeliest language come while the session is asked for. */
async function begin() {
	guard({
		stepUp: () => stepUp.ask(),
		signedOut: () => session.signedIn && session.forget(location.pathname + location.search)
	});
	live.on("session", () => void session.ended());
	await Promise.all([speak(choose([wishedLanguage()])), session.load()]);
	const wished = wishedLanguage(session.account?.language, session.offered.length > 0 ? session.offered : void 0);
	if (wished !== reader.language) await speak(wished);
}
export { live as a, look as i, session as n, stepUp as r, begin as t };
