import { C as attr, o as ensure_array_like, w as escape_html } from "../../../../chunks/server.js";
import { n as ask, t as api } from "../../../../chunks/client.js";
import { t as Attempt } from "../../../../chunks/attempt.svelte.js";
import { s as number, t as bytes } from "../../../../chunks/format.js";
import { a as t } from "../../../../chunks/i18n.svelte.js";
import { t as Badge } from "../../../../chunks/Badge.js";
import { t as Button } from "../../../../chunks/Button.js";
import { t as DateTime } from "../../../../chunks/DateTime.js";
import { t as ErrorState } from "../../../../chunks/ErrorState.js";
import { t as Icon } from "../../../../chunks/Icon.js";
import { t as RelativeTime } from "../../../../chunks/RelativeTime.js";
import { t as Section } from "../../../../chunks/Section.js";
import { t as Skeleton } from "../../../../chunks/Skeleton.js";
import { t as places } from "../../../../chunks/places.js";
// src/lib/admin/Overview.svelte
function Overview($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** How the server fares, and the way to everything else. */
		const fetching = new Attempt();
		const [, ...ways] = places;
		const littleRoom = 5e9;
		let status = void 0;
		const load = () => fetching.run(async () => {
			const answer = await ask(api.GET("/admin/status"));
			status = {
				...answer,
				started: (/* @__PURE__ */ new Date(Date.now() - answer.uptimeSeconds * 1e3)).toISOString()
			};
		});
		$$renderer.push(`<div class="stack"><h1>${escape_html(t("admin.place.overview"))}</h1> `);
		{
			function actions($$renderer) {
				Button($$renderer, {
					look: "plain",
					icon: "refresh",
					busy: fetching.busy,
					onclick: load,
					children: ($$renderer) => {
						$$renderer.push(`<!---->${escape_html(t("admin.status.again"))}`);
					},
					$$slots: { default: true }
				});
			}
			Section($$renderer, {
				title: t("admin.status.title"),
				actions,
				children: ($$renderer) => {
					if (fetching.problem && !status) {
						$$renderer.push("<!--[0-->");
						ErrorState($$renderer, {
							problem: fetching.problem,
							retry: load
						});
					} else if (!status) {
						$$renderer.push("<!--[1-->");
						Skeleton($$renderer, { lines: 4 });
					} else {
						$$renderer.push(`<!--[-1--><dl class="svelte-jb6soo"><div><dt class="svelte-jb6soo">${escape_html(t("admin.status.version"))}</dt><dd class="svelte-jb6soo"><code>${escape_html(status.version)}</code></dd></div> <div><dt class="svelte-jb6soo">${escape_html(t("admin.status.engine"))}</dt><dd class="svelte-jb6soo">${escape_html(t(`admin.engine.${status.engine}`))}</dd></div> <div><dt class="svelte-jb6soo">${escape_html(t("admin.status.started"))}</dt><dd class="svelte-jb6soo">`);
						RelativeTime($$renderer, { at: status.started });
						$$renderer.push(`<!----><span class="faint svelte-jb6soo">`);
						DateTime($$renderer, { at: status.started });
						$$renderer.push(`<!----></span></dd></div> <div><dt class="svelte-jb6soo">${escape_html(t("admin.status.queue"))}</dt><dd class="svelte-jb6soo">${escape_html(number(status.queue))}`);
						if (status.dead > 0) {
							$$renderer.push("<!--[0-->");
							Badge($$renderer, {
								look: "danger",
								icon: "warning",
								children: ($$renderer) => {
									$$renderer.push(`<!---->${escape_html(t("admin.status.dead", { count: status.dead }))}`);
								},
								$$slots: { default: true }
							});
						} else $$renderer.push("<!--[-1-->");
						$$renderer.push(`<!--]--></dd></div> <div><dt class="svelte-jb6soo">${escape_html(t("admin.status.streams"))}</dt><dd class="svelte-jb6soo">${escape_html(number(status.streams))}</dd></div> <div><dt class="svelte-jb6soo">${escape_html(t("admin.status.disk"))}</dt><dd class="svelte-jb6soo">${escape_html(bytes(status.diskFreeBytes))}`);
						if (status.diskFreeBytes < littleRoom) {
							$$renderer.push("<!--[0-->");
							Badge($$renderer, {
								look: "warn",
								icon: "warning",
								children: ($$renderer) => {
									$$renderer.push(`<!---->${escape_html(t("admin.status.diskLow"))}`);
								},
								$$slots: { default: true }
							});
						} else $$renderer.push("<!--[-1-->");
						$$renderer.push(`<!--]--></dd></div></dl>`);
					}
					$$renderer.push(`<!--]-->`);
				},
				$$slots: {
					actions: true,
					default: true
				}
			});
		}
		$$renderer.push(`<!----> <ul class="ways svelte-jb6soo"><!--[-->`);
		const each_array = ensure_array_like(ways);
		for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
			let { name, href, icon } = each_array[$$index];
			$$renderer.push(`<li><a class="card svelte-jb6soo"${attr("href", href)}>`);
			Icon($$renderer, {
				name: icon,
				size: 24
			});
			$$renderer.push(`<!----><span class="svelte-jb6soo"><strong class="svelte-jb6soo">${escape_html(t(`admin.place.${name}`))}</strong><span class="faint svelte-jb6soo">${escape_html(t(`admin.lead.${name}`))}</span></span></a></li>`);
		}
		$$renderer.push(`<!--]--></ul> <p class="soft">${escape_html(t("admin.never"))}</p></div>`);
	});
}
// src/routes/(staff)/admin/+page.svelte
function _page($$renderer) {
	Overview($$renderer, {});
}
export { _page as default };
