import { C as attr, o as ensure_array_like, w as escape_html } from "../../../../chunks/server.js";
import { t as Door } from "../../../../chunks/Door.js";
import { t as arrive } from "../../../../chunks/enter.js";
import { t as Attempt } from "../../../../chunks/attempt.svelte.js";
import { o as list } from "../../../../chunks/format.js";
import { a as t, d as languages, s as word, u as isLanguage } from "../../../../chunks/i18n.svelte.js";
import { t as Avatar } from "../../../../chunks/Avatar.js";
import { t as Badge } from "../../../../chunks/Badge.js";
import { t as FormProblem } from "../../../../chunks/FormProblem.js";
// src/lib/account/Personas.svelte
function Personas($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** The people of the demo world, to be with one press. */
		let { personas, onsession } = $$props;
		const attempt = new Attempt();
		const roles = (persona) => list(persona.roles.map((role) => word("common.role", role, "common.role.client")));
		FormProblem($$renderer, { problem: attempt.problem });
		$$renderer.push(`<!----> <ul class="people svelte-1fspgom"><!--[-->`);
		const each_array = ensure_array_like(personas);
		for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
			let persona = each_array[$$index];
			$$renderer.push(`<li><button type="button"${attr("disabled", attempt.busy, true)} class="svelte-1fspgom">`);
			Avatar($$renderer, {
				name: persona.name,
				id: persona.id
			});
			$$renderer.push(`<!----> <span class="who svelte-1fspgom"><bdi${attr("lang", persona.language)}>${escape_html(persona.name)}</bdi><span class="faint svelte-1fspgom"><bdi>${escape_html(persona.title || roles(persona))}</bdi></span></span> `);
			if (isLanguage(persona.language)) {
				$$renderer.push("<!--[0-->");
				Badge($$renderer, {
					children: ($$renderer) => {
						$$renderer.push(`<span${attr("lang", persona.language)}>${escape_html(languages[persona.language].name)}</span>`);
					},
					$$slots: { default: true }
				});
			} else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]--></button></li>`);
		}
		$$renderer.push(`<!--]--></ul>`);
	});
}
// src/routes/(door)/demo/+page.svelte
function _page($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		let { data } = $$props;
		Door($$renderer, {
			title: t("account.demo.title"),
			lead: t("account.demo.lead"),
			wide: true,
			children: ($$renderer) => {
				Personas($$renderer, {
					personas: data.personas,
					onsession: arrive
				});
			},
			$$slots: { default: true }
		});
	});
}
export { _page as default };
