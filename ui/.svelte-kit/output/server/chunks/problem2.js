import { s as word } from "./i18n.svelte.js";
// src/lib/ui/problem.ts
/** A refusal in the reader's words. */
function problemText({ code, field, retryAfter }) {
	if (code === "password_weak") return word("common.problem.password", field, "common.problem.password.short");
	if (code === "too_many" && retryAfter) return word("common.problem", "too_many_wait", "common.problem.too_many", { count: retryAfter });
	return word("common.problem", code, "common.problem.internal");
}
export { problemText as t };
