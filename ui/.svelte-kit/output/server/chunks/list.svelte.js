import "./server.js";
import { n as asProblem } from "./problem.js";
// src/lib/api/list.svelte.ts
var CursorList = class {
	fetchPage;
	rows = void 0;
	next = "";
	busy = false;
	problem = void 0;
	#turn = 0;
	constructor(fetchPage) {
		this.fetchPage = fetchPage;
	}
	/** From the start; what is shown stays until the new page is here. */
	load = () => this.#fetch("", () => []);
	/** The next page, added at the end. */
	more = () => this.#fetch(this.next, () => this.rows ?? []);
	/** An answer that a later question has overtaken is dropped. */
	async #fetch(cursor, before) {
		const turn = ++this.#turn;
		this.busy = true;
		try {
			const page = await this.fetchPage(cursor);
			if (turn !== this.#turn) return;
			this.rows = [...before(), ...page.items];
			this.next = page.next;
			this.problem = void 0;
		} catch (error) {
			if (turn === this.#turn) this.problem = asProblem(error);
		} finally {
			if (turn === this.#turn) this.busy = false;
		}
	}
};
export { CursorList as t };
