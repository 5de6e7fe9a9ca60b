// src/lib/api/problem.ts
/** What the server refused, and why (RFC 9457). The words shown come from `code`, never from `detail`. */
var Problem = class extends Error {
	status;
	code;
	field;
	detail;
	retryAfter;
	extra;
	constructor(status, code, field = void 0, detail = "", retryAfter = void 0, extra = {}) {
		super(`${status} ${code}`);
		this.status = status;
		this.code = code;
		this.field = field;
		this.detail = detail;
		this.retryAfter = retryAfter;
		this.extra = extra;
		this.name = "Problem";
	}
};
var text = (value) => typeof value === "string" && value !== "" ? value : void 0;
var count = (value) => Number.isFinite(Number(value)) && value !== null && value !== "" ? Number(value) : void 0;
var codeByStatus = {
	401: "not_signed_in",
	403: "denied",
	404: "absent",
	413: "too_large",
	429: "too_many",
	503: "busy"
};
/** Reads a refused answer, whatever stood between: a proxy's HTML page becomes a problem by its status. */
function problemFrom(status, body, retryAfterHeader = null) {
	const fields = typeof body === "object" && body !== null ? body : {};
	const code = text(fields["code"]) ?? codeByStatus[status] ?? (status >= 500 ? "internal" : "invalid");
	const wait = count(fields["retryAfter"]) ?? count(retryAfterHeader ?? void 0);
	return new Problem(status, code, text(fields["field"]), text(fields["detail"]), wait, fields);
}
/** The server could not be reached at all. */
var unreachable = () => new Problem(0, "offline");
/** Any error as a Problem, so that every catch has words to show. */
function asProblem(error) {
	if (error instanceof Problem) return error;
	if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message)) return unreachable();
	return new Problem(0, "internal", void 0, String(error));
}
export { unreachable as i, asProblem as n, problemFrom as r, Problem as t };
