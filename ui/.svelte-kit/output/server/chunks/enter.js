import "./navigation.js";
import { n as asProblem } from "./problem.js";
import { t as goto } from "./client2.js";
import { n as session } from "./session.svelte.js";
import { error, redirect } from "@sveltejs/kit";
// src/lib/account/enter.ts
/** Lets in only those who have the area (any, when none is named); others are led to the door, or told there is nothing. */
function enter(url, area) {
	if (session.problem) return;
	if (!session.signedIn) {
		const way = session.next();
		redirect(307, way === "/sign-in" ? `/sign-in?next=${encodeURIComponent(url.pathname + url.search)}` : way);
	}
	if (area && !session.has(area)) error(404, {
		message: "",
		code: "absent"
	});
}
/** Turns a refusal of a `load` into the error page. */
function refuse(cause) {
	const problem = asProblem(cause);
	error(problem.status >= 400 ? problem.status : 503, {
		message: "",
		code: problem.code
	});
}
/** What follows an answer of the sign-in endpoints: on to where one wished to go. */
async function arrive(answer) {
	await session.accept(answer);
	const wish = new URLSearchParams(location.search).get("next");
	const way = session.next(wish);
	if (way !== location.pathname) await goto(way === "/enrol" && wish ? `/enrol?next=${encodeURIComponent(wish)}` : way);
}
export { enter as n, refuse as r, arrive as t };
