import { a as derived, w as escape_html } from "../../../../../chunks/server.js";
import { n as session } from "../../../../../chunks/session.svelte.js";
import { n as Tabs } from "../../../../../chunks/Letter.js";
import { n as ask, t as api } from "../../../../../chunks/client.js";
import { t as Attempt } from "../../../../../chunks/attempt.svelte.js";
import { t as CursorList } from "../../../../../chunks/list.svelte.js";
import { a as t, c as allLanguages, d as languages, n as reader, s as word } from "../../../../../chunks/i18n.svelte.js";
import { n as compare, s as number } from "../../../../../chunks/format.js";
import { t as Badge } from "../../../../../chunks/Badge.js";
import { t as Button } from "../../../../../chunks/Button.js";
import { t as DateTime } from "../../../../../chunks/DateTime.js";
import { t as EmptyState } from "../../../../../chunks/EmptyState.js";
import { t as ErrorState } from "../../../../../chunks/ErrorState.js";
import { t as Select } from "../../../../../chunks/Select.js";
import { t as Skeleton } from "../../../../../chunks/Skeleton.js";
import { t as Table } from "../../../../../chunks/Table.js";
// src/lib/admin/Mail.svelte
function Mail($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** The letters as they read in each language, and those that are on their way. */
		const fetching = new Attempt();
		const reading = new Attempt();
		const queue = new CursorList((cursor) => ask(api.GET("/admin/mail/queue", { params: { query: { cursor } } })));
		let tab = "templates";
		let codes = void 0;
		let code = void 0;
		let language = reader.language;
		const tabs = derived(() => [{
			value: "templates",
			label: t("admin.mail.templates")
		}, {
			value: "queue",
			label: t("admin.mail.queue")
		}]);
		const named = derived(() => (codes ?? []).map((value) => ({
			value,
			label: word("admin.letter", value, "admin.letter.other")
		})).sort((a, b) => compare(a.label, b.label)));
		const columns = derived(() => [
			{
				key: "code",
				label: t("admin.mail.kind")
			},
			{
				key: "state",
				label: t("admin.account.state"),
				tight: true
			},
			{
				key: "attempts",
				label: t("admin.mail.attempts"),
				end: true
			},
			{
				key: "at",
				label: t("admin.mail.next"),
				tight: true
			}
		]);
		const looks = {
			waiting: "info",
			held: "accent",
			dead: "danger"
		};
		const load = () => fetching.run(async () => {
			codes = (await ask(api.GET("/admin/mail/templates"))).map((template) => template.code);
			code ??= codes.find((known) => known === "invitation") ?? codes[0];
		});
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			$$renderer.push(`<div class="stack"><div class="spread"><h1>${escape_html(t("admin.place.mail"))}</h1>`);
			if (session.installation?.demo) {
				$$renderer.push("<!--[0-->");
				Button($$renderer, {
					look: "plain",
					icon: "mail",
					href: "/demo/mail",
					children: ($$renderer) => {
						$$renderer.push(`<!---->${escape_html(t("account.letters.title"))}`);
					},
					$$slots: { default: true }
				});
			} else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]--></div> `);
			{
				function children($$renderer, shown) {
					if (shown === "queue") {
						$$renderer.push(`<!--[0--><div class="stack"><div class="spread"><p class="soft">${escape_html(t("admin.mail.queueLead"))}</p>`);
						Button($$renderer, {
							look: "plain",
							icon: "refresh",
							busy: queue.busy,
							onclick: queue.load,
							children: ($$renderer) => {
								$$renderer.push(`<!---->${escape_html(t("admin.status.again"))}`);
							},
							$$slots: { default: true }
						});
						$$renderer.push(`<!----></div> `);
						{
							function cell($$renderer, row, key) {
								if (key === "code") $$renderer.push(`<!--[0-->${escape_html(word("admin.job", row.code, "admin.job.other"))}<br/><span class="faint"><code>${escape_html(row.code)}</code></span>`);
								else if (key === "state") {
									$$renderer.push("<!--[1-->");
									Badge($$renderer, {
										look: looks[row.state],
										children: ($$renderer) => {
											$$renderer.push(`<!---->${escape_html(t(`admin.jobState.${row.state}`))}`);
										},
										$$slots: { default: true }
									});
									$$renderer.push(`<!---->`);
									if (row.fault) $$renderer.push(`<!--[0--><br/><code class="faint">${escape_html(row.fault)}</code>`);
									else $$renderer.push("<!--[-1-->");
									$$renderer.push(`<!--]-->`);
								} else if (key === "attempts") $$renderer.push(`<!--[2-->${escape_html(number(row.attempts))}`);
								else {
									$$renderer.push("<!--[-1-->");
									DateTime($$renderer, { at: row.at });
								}
								$$renderer.push(`<!--]-->`);
							}
							function empty($$renderer) {
								EmptyState($$renderer, {
									icon: "check",
									title: t("admin.mail.empty"),
									text: t("admin.mail.emptyText")
								});
							}
							Table($$renderer, {
								caption: t("admin.mail.queue"),
								columns: columns(),
								rows: queue.rows,
								id: (row) => row.id,
								next: queue.next,
								more: queue.more,
								busy: queue.busy,
								problem: queue.rows ? void 0 : queue.problem,
								retry: queue.load,
								cell,
								empty,
								$$slots: {
									cell: true,
									empty: true
								}
							});
						}
						$$renderer.push(`<!----></div>`);
					} else if (fetching.problem && !codes) {
						$$renderer.push("<!--[1-->");
						ErrorState($$renderer, {
							problem: fetching.problem,
							retry: load
						});
					} else if (!codes) {
						$$renderer.push("<!--[2-->");
						Skeleton($$renderer, { lines: 8 });
					} else {
						$$renderer.push(`<!--[-1--><div class="stack"><div class="choose svelte-151iowc">`);
						Select($$renderer, {
							label: t("admin.mail.letter"),
							options: named(),
							get value() {
								return code;
							},
							set value($$value) {
								code = $$value;
								$$settled = false;
							}
						});
						$$renderer.push(`<!----> `);
						Select($$renderer, {
							label: t("admin.account.language"),
							options: allLanguages.map((value) => ({
								value,
								label: languages[value].name
							})),
							get value() {
								return language;
							},
							set value($$value) {
								language = $$value;
								$$settled = false;
							}
						});
						$$renderer.push(`<!----></div> `);
						if (reading.problem) {
							$$renderer.push("<!--[1-->");
							ErrorState($$renderer, { problem: reading.problem });
						} else {
							$$renderer.push("<!--[-1-->");
							Skeleton($$renderer, { lines: 6 });
						}
						$$renderer.push(`<!--]--></div>`);
					}
					$$renderer.push(`<!--]-->`);
				}
				Tabs($$renderer, {
					label: t("admin.place.mail"),
					tabs: tabs(),
					get value() {
						return tab;
					},
					set value($$value) {
						tab = $$value;
						$$settled = false;
					},
					children,
					$$slots: { default: true }
				});
			}
			$$renderer.push(`<!----></div>`);
		}
		do {
			$$settled = true;
			$$inner_renderer = $$renderer.copy();
			$$render_inner($$inner_renderer);
		} while (!$$settled);
		$$renderer.subsume($$inner_renderer);
	});
}
// src/routes/(staff)/admin/mail/+page.svelte
function _page($$renderer) {
	Mail($$renderer, {});
}
export { _page as default };
