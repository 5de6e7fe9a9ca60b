import { a as derived, i as bind_props, o as ensure_array_like, w as escape_html } from "./server.js";
import { a as t } from "./i18n.svelte.js";
import { n as compare } from "./format.js";
import { t as Badge } from "./Badge.js";
import { t as Checkbox } from "./Checkbox.js";
import { t as Select } from "./Select.js";
import { r as inMine } from "./names.svelte.js";
// src/lib/admin/AccountState.svelte
function AccountState($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		const looks = {
			active: "good",
			invited: "info",
			disabled: "quiet"
		};
		let { state } = $$props;
		Badge($$renderer, {
			look: looks[state],
			children: ($$renderer) => {
				$$renderer.push(`<!---->${escape_html(t(`admin.state.${state}`))}`);
			},
			$$slots: { default: true }
		});
	});
}
// src/lib/admin/rights.ts
/** Roles of the whole installation; agents and leads are so in a department. */
var roles = [
	"client",
	"specialist",
	"security",
	"auditor",
	"manager",
	"arbiter",
	"admin"
];
var noRights = () => ({
	roles: ["client"],
	posts: {},
	organisation: ""
});
var rightsOf = (account) => ({
	roles: account.roles.filter((role) => roles.some((known) => known === role)),
	posts: Object.fromEntries(account.posts.map(({ department, post }) => [department.id, post])),
	organisation: account.organisation?.id ?? ""
});
// src/lib/admin/RightsForm.svelte
function RightsForm($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Roles, posts and organisation; says beside each role what it may never do. */
		let { rights = void 0, departments, organisations } = $$props;
		const posts = derived(() => [
			{
				value: "",
				label: t("admin.rights.noPost")
			},
			{
				value: "agent",
				label: t("common.role.agent")
			},
			{
				value: "lead",
				label: t("common.role.lead")
			}
		]);
		const belongs = derived(() => [{
			value: "",
			label: t("admin.rights.noOrganisation")
		}, ...[...organisations].sort((a, b) => compare(a.name, b.name)).map(({ id, name }) => ({
			value: id,
			label: name
		}))]);
		function hold(role, on) {
			rights.roles = on ? [...rights.roles, role] : rights.roles.filter((held) => held !== role);
		}
		function setPost(department, post) {
			const others = Object.entries(rights.posts).filter(([id]) => id !== department);
			rights.posts = Object.fromEntries(post === "agent" || post === "lead" ? [...others, [department, post]] : others);
		}
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			$$renderer.push(`<fieldset class="svelte-7i2t6q"><legend class="svelte-7i2t6q">${escape_html(t("admin.rights.roles"))}</legend> <div class="roles svelte-7i2t6q"><!--[-->`);
			const each_array = ensure_array_like(roles);
			for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
				let role = each_array[$$index];
				var bind_get = () => rights.roles.includes(role);
				var bind_set = (on) => hold(role, on);
				Checkbox($$renderer, {
					label: t(`common.role.${role}`),
					hint: t(`admin.role.${role}`),
					get checked() {
						return bind_get();
					},
					set checked($$value) {
						bind_set($$value);
					}
				});
			}
			$$renderer.push(`<!--]--></div></fieldset> `);
			if (rights.roles.includes("client")) {
				$$renderer.push("<!--[0-->");
				Select($$renderer, {
					label: t("admin.rights.organisation"),
					hint: t("admin.rights.organisationHint"),
					options: belongs(),
					get value() {
						return rights.organisation;
					},
					set value($$value) {
						rights.organisation = $$value;
						$$settled = false;
					}
				});
			} else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]--> <fieldset class="svelte-7i2t6q"><legend class="svelte-7i2t6q">${escape_html(t("admin.rights.posts"))}</legend> <p class="faint">${escape_html(t("admin.rights.postsHint"))}</p> <div class="posts svelte-7i2t6q"><!--[-->`);
			const each_array_1 = ensure_array_like(departments);
			for (let $$index_1 = 0, $$length = each_array_1.length; $$index_1 < $$length; $$index_1++) {
				let department = each_array_1[$$index_1];
				var bind_get_1 = () => rights.posts[department.id] ?? "";
				var bind_set_1 = (post) => setPost(department.id, post);
				Select($$renderer, {
					label: inMine(department.name),
					options: posts(),
					get value() {
						return bind_get_1();
					},
					set value($$value) {
						bind_set_1($$value);
					}
				});
			}
			$$renderer.push(`<!--]--></div></fieldset>`);
		}
		do {
			$$settled = true;
			$$inner_renderer = $$renderer.copy();
			$$render_inner($$inner_renderer);
		} while (!$$settled);
		$$renderer.subsume($$inner_renderer);
		bind_props($$props, { rights });
	});
}
export { AccountState as i, noRights as n, rightsOf as r, RightsForm as t };
