import { d as stringify, w as escape_html } from "../../../../../../chunks/server.js";
import { t as Door } from "../../../../../../chunks/Door.js";
import { t as Letter } from "../../../../../../chunks/Letter.js";
import { a as t, n as reader } from "../../../../../../chunks/i18n.svelte.js";
import { t as Button } from "../../../../../../chunks/Button.js";
// src/routes/(door)/demo/mail/[id]/+page.svelte
function _page($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		let { data } = $$props;
		Door($$renderer, {
			title: t("account.letters.title"),
			wide: true,
			children: ($$renderer) => {
				Letter($$renderer, {
					letter: data.letter,
					language: reader.language,
					page: `/api/v1/demo/mail/${stringify(data.id)}/page`
				});
				$$renderer.push(`<!----> <div>`);
				Button($$renderer, {
					look: "plain",
					icon: "back",
					href: "/demo/mail",
					children: ($$renderer) => {
						$$renderer.push(`<!---->${escape_html(t("common.back"))}`);
					},
					$$slots: { default: true }
				});
				$$renderer.push(`<!----></div>`);
			},
			$$slots: { default: true }
		});
	});
}
export { _page as default };
