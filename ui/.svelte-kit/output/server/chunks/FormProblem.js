import { w as escape_html } from "./server.js";
import { t as Banner } from "./Banner.js";
import { t as problemText } from "./problem2.js";
// src/lib/ui/FormProblem.svelte
function FormProblem($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** What went wrong with a form as a whole. */
		let { problem } = $$props;
		if (problem && problem.code !== "aborted") {
			$$renderer.push("<!--[0-->");
			Banner($$renderer, {
				look: "danger",
				alert: true,
				children: ($$renderer) => {
					$$renderer.push(`<!---->${escape_html(problemText(problem))}`);
				},
				$$slots: { default: true }
			});
		} else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]-->`);
	});
}
export { FormProblem as t };
