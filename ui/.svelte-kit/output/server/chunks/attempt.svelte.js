import { Dt as run } from "./server.js";
import "./index-server.js";
import { n as asProblem } from "./problem.js";
// src/lib/api/attempt.svelte.ts
var Attempt = class {
	busy = false;
	problem = void 0;
	/** Runs the work; true when it came through. An effect that tries something does not depend on what is tried. */
	run(work) {
		return run(() => this.#run(work));
	}
	async #run(work) {
		if (this.busy) return false;
		this.busy = true;
		this.problem = void 0;
		try {
			await work();
			return true;
		} catch (error) {
			this.problem = asProblem(error);
			return false;
		} finally {
			this.busy = false;
		}
	}
	/** The problem, when it is about one of these fields. */
	about(...fields) {
		const problem = this.problem;
		if (!problem) return void 0;
		const field = problem.code === "password_weak" ? "password" : problem.code === "code_wrong" ? "code" : problem.field;
		return fields.includes(field ?? "") ? problem : void 0;
	}
};
export { Attempt as t };
