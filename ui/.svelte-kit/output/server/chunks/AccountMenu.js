import { a as derived } from "./server.js";
import { t as Preferences } from "./Preferences.js";
import { n as session } from "./session.svelte.js";
import { a as t } from "./i18n.svelte.js";
import { t as Avatar } from "./Avatar.js";
import { t as Menu } from "./Menu.js";
// src/lib/shell/AccountMenu.svelte
function AccountMenu($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Who I am here, my security, the way out; beside it language and theme. */
		let { align = "end" } = $$props;
		const items = derived(() => [
			{
				label: t("common.mySecurity"),
				icon: "sealed",
				href: "/me"
			},
			...session.has("portal") && session.has("desk") ? [{
				label: t("common.area.portal"),
				icon: "home",
				href: "/portal"
			}] : [],
			{
				label: t("common.signOut"),
				icon: "signOut",
				apart: true,
				onselect: () => void session.signOut()
			}
		]);
		$$renderer.push(`<div class="mine svelte-nhvhts">`);
		Preferences($$renderer, {
			align,
			compact: true
		});
		$$renderer.push(`<!----> `);
		Menu($$renderer, {
			items: items(),
			align,
			look: "bare",
			label: session.account?.name ?? "",
			children: ($$renderer) => {
				Avatar($$renderer, {
					name: session.account?.name ?? "",
					id: session.account?.id
				});
			},
			$$slots: { default: true }
		});
		$$renderer.push(`<!----></div>`);
	});
}
export { AccountMenu as t };
