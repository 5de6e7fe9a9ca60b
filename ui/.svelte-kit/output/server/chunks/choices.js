import { n as ask, t as api } from "./client.js";
// src/lib/ticket/desk/choices.ts
/** What is chosen from on the staff side. Fetched once and kept for a minute: every ticket asks for the same. */
var keptMs = 6e4;
var kept = /* @__PURE__ */ new Map();
function once(key, fetch) {
	const known = kept.get(key);
	if (known && Date.now() - known.at < keptMs) return known.value;
	const value = fetch();
	kept.set(key, {
		at: Date.now(),
		value
	});
	value.catch(() => kept.delete(key));
	return value;
}
/** Those a ticket of the department can be given to; each once, in however many departments they work. */
var people = (department) => once(`people ${department ?? ""}`, async () => {
	const all = await ask(api.GET("/people", { params: { query: { department } } }));
	return [...new Map(all.map((person) => [person.id, person])).values()];
});
var knownTags = () => once("tags", () => ask(api.GET("/tags")));
export { people as n, knownTags as t };
