import { C as attr, d as stringify, o as ensure_array_like, w as escape_html } from "../../../../../chunks/server.js";
import "../../../../../chunks/navigation.js";
import { t as Door } from "../../../../../chunks/Door.js";
import { a as t } from "../../../../../chunks/i18n.svelte.js";
import { n as invalidateAll } from "../../../../../chunks/client2.js";
import { t as Button } from "../../../../../chunks/Button.js";
import { t as EmptyState } from "../../../../../chunks/EmptyState.js";
import { t as RelativeTime } from "../../../../../chunks/RelativeTime.js";
// src/routes/(door)/demo/mail/+page.svelte
function _page($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		let { data } = $$props;
		Door($$renderer, {
			title: t("account.letters.title"),
			lead: t("account.letters.lead"),
			wide: true,
			children: ($$renderer) => {
				if (data.letters.length === 0) {
					$$renderer.push("<!--[0-->");
					EmptyState($$renderer, {
						icon: "mail",
						title: t("account.letters.none"),
						text: t("account.letters.noneText")
					});
				} else $$renderer.push("<!--[-1-->");
				$$renderer.push(`<!--]--> <ul class="letters svelte-1cx774w"><!--[-->`);
				const each_array = ensure_array_like(data.letters);
				for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
					let letter = each_array[$$index];
					$$renderer.push(`<li><a${attr("href", `/demo/mail/${stringify(letter.id)}`)} class="svelte-1cx774w"><bdi${attr("lang", letter.language)} class="subject svelte-1cx774w">${escape_html(letter.subject)}</bdi> <span class="faint spread"><span>${escape_html(t("account.letters.to", { email: letter.to }))}</span>`);
					RelativeTime($$renderer, { at: letter.at });
					$$renderer.push(`<!----></span></a></li>`);
				}
				$$renderer.push(`<!--]--></ul> <div class="spread"><a href="/demo">${escape_html(t("account.demo.link"))}</a>`);
				Button($$renderer, {
					look: "plain",
					icon: "refresh",
					onclick: () => invalidateAll(),
					children: ($$renderer) => {
						$$renderer.push(`<!---->${escape_html(t("common.retry"))}`);
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
