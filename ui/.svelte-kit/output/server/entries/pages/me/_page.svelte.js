import { a as derived, d as stringify, i as bind_props, o as ensure_array_like, s as head, t as attr_class, w as escape_html } from "../../../chunks/server.js";
import { a as t, c as allLanguages, d as languages, n as reader, s as word } from "../../../chunks/i18n.svelte.js";
import { t as Section } from "../../../chunks/Section.js";
import { n as session } from "../../../chunks/session.svelte.js";
import { n as ask, t as api } from "../../../chunks/client.js";
import { t as Attempt } from "../../../chunks/attempt.svelte.js";
import { t as Badge } from "../../../chunks/Badge.js";
import { t as Button } from "../../../chunks/Button.js";
import { t as Confirm } from "../../../chunks/Confirm.js";
import { t as DateTime } from "../../../chunks/DateTime.js";
import { t as Dialog } from "../../../chunks/Dialog.js";
import { t as ErrorState } from "../../../chunks/ErrorState.js";
import { t as FormProblem } from "../../../chunks/FormProblem.js";
import { t as IconButton } from "../../../chunks/IconButton.js";
import { t as RelativeTime } from "../../../chunks/RelativeTime.js";
import { t as Skeleton } from "../../../chunks/Skeleton.js";
import { t as TextField } from "../../../chunks/TextField.js";
import { t as toasts } from "../../../chunks/toasts.svelte.js";
import { t as passkeysWork } from "../../../chunks/passkey.js";
import { t as Icon } from "../../../chunks/Icon.js";
import { t as PasswordField } from "../../../chunks/PasswordField.js";
import { t as problemText } from "../../../chunks/problem2.js";
import { t as Select } from "../../../chunks/Select.js";
import { n as compare, o as list } from "../../../chunks/format.js";
import { n as RecoveryCodes, t as TotpEnrol } from "../../../chunks/TotpEnrol.js";
import { t as CursorList } from "../../../chunks/list.svelte.js";
import { t as EmptyState } from "../../../chunks/EmptyState.js";
import { t as Table } from "../../../chunks/Table.js";
import { t as Banner } from "../../../chunks/Banner.js";
import { t as Checkbox } from "../../../chunks/Checkbox.js";
// src/lib/account/me/Row.svelte
function Row($$renderer, $$props) {
	/** One passkey, session or token: what it is, what is known of it, what can be done. */
	let { icon, title, badge, children, actions } = $$props;
	$$renderer.push(`<li class="svelte-1to9bc6">`);
	Icon($$renderer, {
		name: icon,
		size: 24
	});
	$$renderer.push(`<!----> <div class="words svelte-1to9bc6"><p class="row svelte-1to9bc6"><span class="name svelte-1to9bc6">`);
	title($$renderer);
	$$renderer.push(`<!----></span>`);
	badge?.($$renderer);
	$$renderer.push(`<!----></p> `);
	if (children) {
		$$renderer.push(`<!--[0--><p class="faint dotted svelte-1to9bc6">`);
		children($$renderer);
		$$renderer.push(`<!----></p>`);
	} else $$renderer.push("<!--[-1-->");
	$$renderer.push(`<!--]--></div> <div class="row" data-density="dense">`);
	actions?.($$renderer);
	$$renderer.push(`<!----></div></li>`);
}
// src/lib/account/me/Passkeys.svelte
function Passkeys($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** The passkeys of the account. `onchange`: the proofs are others now, and so perhaps the sessions. */
		let { onchange } = $$props;
		const fetching = new Attempt();
		const attempt = new Attempt();
		let all = void 0;
		let about = void 0;
		let asked = void 0;
		let label = "";
		const load = () => fetching.run(async () => all = await ask(api.GET("/me/passkeys")));
		function begin(what, passkey) {
			[asked, about, attempt.problem] = [
				what,
				passkey,
				void 0
			];
			label = passkey?.label ?? "";
		}
		async function finish(work) {
			if (!await attempt.run(work)) return;
			asked = void 0;
			await Promise.all([load(), onchange()]);
		}
		const remove = (id) => finish(() => ask(api.DELETE("/me/passkeys/{id}", { params: { path: { id } } })));
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			var bind_get = () => asked === "new" || asked === "name";
			var bind_set = () => asked = void 0;
			var bind_get_1 = () => asked === "remove";
			var bind_set_1 = () => asked = void 0;
			{
				function actions($$renderer) {
					Button($$renderer, {
						icon: "plus",
						disabled: !passkeysWork(),
						onclick: () => begin("new"),
						children: ($$renderer) => {
							$$renderer.push(`<!---->${escape_html(t("me.passkeys.add"))}`);
						},
						$$slots: { default: true }
					});
				}
				Section($$renderer, {
					inner: true,
					title: t("me.passkeys.title"),
					lead: t("me.passkeys.lead"),
					actions,
					children: ($$renderer) => {
						if (!passkeysWork()) $$renderer.push(`<!--[0--><p class="faint">${escape_html(t("account.proof.noPasskeys"))}</p>`);
						else $$renderer.push("<!--[-1-->");
						$$renderer.push(`<!--]--> `);
						if (fetching.problem && !all) {
							$$renderer.push("<!--[0-->");
							ErrorState($$renderer, {
								problem: fetching.problem,
								retry: load
							});
						} else if (!all) {
							$$renderer.push("<!--[1-->");
							Skeleton($$renderer, { lines: 2 });
						} else if (all.length === 0) $$renderer.push(`<!--[2--><p class="soft">${escape_html(t("me.passkeys.none"))}</p>`);
						else {
							$$renderer.push(`<!--[-1--><ul class="list svelte-9yhgad"><!--[-->`);
							const each_array = ensure_array_like(all);
							for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
								let passkey = each_array[$$index];
								{
									function title($$renderer) {
										$$renderer.push(`<bdi>${escape_html(passkey.label)}</bdi>`);
									}
									function badge($$renderer) {
										Badge($$renderer, {
											children: ($$renderer) => {
												$$renderer.push(`<!---->${escape_html(passkey.backedUp ? t("me.passkeys.synced") : t("me.passkeys.single"))}`);
											},
											$$slots: { default: true }
										});
									}
									function actions($$renderer) {
										IconButton($$renderer, {
											icon: "edit",
											label: t("me.passkeys.rename", { name: passkey.label }),
											onclick: () => begin("name", passkey)
										});
										$$renderer.push(`<!----> `);
										IconButton($$renderer, {
											icon: "trash",
											label: t("me.passkeys.remove", { name: passkey.label }),
											onclick: () => begin("remove", passkey)
										});
										$$renderer.push(`<!---->`);
									}
									Row($$renderer, {
										icon: "passkey",
										title,
										badge,
										actions,
										children: ($$renderer) => {
											$$renderer.push(`<span>${escape_html(t("me.made"))} `);
											DateTime($$renderer, {
												at: passkey.createdAt,
												look: "date"
											});
											$$renderer.push(`<!----></span> <span>`);
											if (passkey.usedAt) {
												$$renderer.push(`<!--[0-->${escape_html(t("me.used"))} `);
												RelativeTime($$renderer, { at: passkey.usedAt });
												$$renderer.push(`<!---->`);
											} else $$renderer.push(`<!--[-1-->${escape_html(t("me.never"))}`);
											$$renderer.push(`<!--]--></span>`);
										},
										$$slots: {
											title: true,
											badge: true,
											actions: true,
											default: true
										}
									});
								}
							}
							$$renderer.push(`<!--]--></ul>`);
						}
						$$renderer.push(`<!--]-->`);
					},
					$$slots: {
						actions: true,
						default: true
					}
				});
			}
			$$renderer.push(`<!----> `);
			Dialog($$renderer, {
				get open() {
					return bind_get();
				},
				set open($$value) {
					bind_set($$value);
				},
				title: asked === "new" ? t("me.passkeys.add") : t("me.passkeys.renameTitle"),
				children: ($$renderer) => {
					$$renderer.push(`<form class="stack">`);
					TextField($$renderer, {
						label: t("me.passkeys.name"),
						hint: t("me.passkeys.nameHint"),
						required: true,
						maxlength: 100,
						get value() {
							return label;
						},
						set value($$value) {
							label = $$value;
							$$settled = false;
						}
					});
					$$renderer.push(`<!----> `);
					FormProblem($$renderer, { problem: attempt.problem });
					$$renderer.push(`<!----> `);
					Button($$renderer, {
						type: "submit",
						look: "primary",
						wide: true,
						icon: asked === "new" ? "passkey" : void 0,
						busy: attempt.busy,
						children: ($$renderer) => {
							$$renderer.push(`<!---->${escape_html(asked === "new" ? t("account.proof.make") : t("common.save"))}`);
						},
						$$slots: { default: true }
					});
					$$renderer.push(`<!----></form>`);
				},
				$$slots: { default: true }
			});
			$$renderer.push(`<!----> `);
			Confirm($$renderer, {
				get open() {
					return bind_get_1();
				},
				set open($$value) {
					bind_set_1($$value);
				},
				title: t("me.passkeys.removeTitle"),
				action: t("common.remove"),
				busy: attempt.busy,
				problem: attempt.problem,
				onconfirm: () => about && remove(about.id),
				children: ($$renderer) => {
					$$renderer.push(`<p>${escape_html(t("me.passkeys.removeText", { name: about?.label ?? "" }))}</p>`);
				},
				$$slots: { default: true }
			});
			$$renderer.push(`<!---->`);
		}
		do {
			$$settled = true;
			$$inner_renderer = $$renderer.copy();
			$$render_inner($$inner_renderer);
		} while (!$$settled);
		$$renderer.subsume($$inner_renderer);
	});
}
// src/lib/account/me/Password.svelte
function Password($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		let { factors, onchange } = $$props;
		const attempt = new Attempt();
		const weak = derived(() => attempt.about("password"));
		let open = false;
		let password = "";
		function begin() {
			[password, attempt.problem, open] = [
				"",
				void 0,
				true
			];
		}
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			{
				function actions($$renderer) {
					if (factors.password) {
						$$renderer.push("<!--[0-->");
						Badge($$renderer, {
							look: "good",
							icon: "check",
							children: ($$renderer) => {
								$$renderer.push(`<!---->${escape_html(t("me.password.set"))}`);
							},
							$$slots: { default: true }
						});
					} else $$renderer.push("<!--[-1-->");
					$$renderer.push(`<!--]--> `);
					Button($$renderer, {
						icon: "key",
						onclick: begin,
						children: ($$renderer) => {
							$$renderer.push(`<!---->${escape_html(factors.password ? t("me.password.change") : t("me.password.add"))}`);
						},
						$$slots: { default: true }
					});
					$$renderer.push(`<!---->`);
				}
				Section($$renderer, {
					inner: true,
					title: t("me.password.title"),
					lead: factors.password ? void 0 : factors.passkeys > 0 ? t("me.password.unset") : t("me.password.none"),
					actions,
					$$slots: { actions: true }
				});
			}
			$$renderer.push(`<!----> `);
			Dialog($$renderer, {
				title: factors.password ? t("me.password.change") : t("me.password.add"),
				get open() {
					return open;
				},
				set open($$value) {
					open = $$value;
					$$settled = false;
				},
				children: ($$renderer) => {
					$$renderer.push(`<form class="stack"><p class="soft">${escape_html(t("me.password.text"))}</p> `);
					PasswordField($$renderer, {
						label: t("account.reset.new"),
						hint: t("account.passwordLong"),
						error: weak() && problemText(weak()),
						autocomplete: "new-password",
						required: true,
						get value() {
							return password;
						},
						set value($$value) {
							password = $$value;
							$$settled = false;
						}
					});
					$$renderer.push(`<!----> `);
					FormProblem($$renderer, { problem: weak() ? void 0 : attempt.problem });
					$$renderer.push(`<!----> `);
					Button($$renderer, {
						type: "submit",
						look: "primary",
						wide: true,
						busy: attempt.busy,
						children: ($$renderer) => {
							$$renderer.push(`<!---->${escape_html(t("common.save"))}`);
						},
						$$slots: { default: true }
					});
					$$renderer.push(`<!----></form>`);
				},
				$$slots: { default: true }
			});
			$$renderer.push(`<!---->`);
		}
		do {
			$$settled = true;
			$$inner_renderer = $$renderer.copy();
			$$render_inner($$inner_renderer);
		} while (!$$settled);
		$$renderer.subsume($$inner_renderer);
	});
}
// src/lib/account/me/zones.ts
var part = (zone, style, locale, at) => new Intl.DateTimeFormat(locale, {
	timeZone: zone,
	timeZoneName: style
}).formatToParts(at).find(({ type }) => type === "timeZoneName")?.value ?? "";
var minutes = (offset) => {
	const [, sign, hours = "0", rest = "0"] = /([+−-])(\d+)(?::(\d+))?/.exec(offset) ?? [];
	return (sign === "+" ? 1 : -1) * (Number(hours) * 60 + Number(rest));
};
/** Every time zone the browser knows, named in the reader's language, from west to east. */
function timeZones(current, at = /* @__PURE__ */ new Date()) {
	return [...new Set([
		current,
		"UTC",
		...Intl.supportedValuesOf("timeZone")
	].filter(Boolean))].map((value) => ({
		value,
		shift: minutes(part(value, "shortOffset", "en", at)),
		name: part(value, "longGeneric", reader.locale, at)
	})).sort((a, b) => a.shift - b.shift || compare(a.name, b.name)).map(({ value, name }) => ({
		value,
		label: `${name} · ${value.replace(/_/g, " ")}`
	}));
}
// src/lib/account/me/Profile.svelte
function Profile($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Who I am to others, and how I like to read. */
		let { account } = $$props;
		const attempt = new Attempt();
		let tmp = { ...account }, name = tmp.name, language = tmp.language, theme = tmp.theme, calendar = tmp.calendar, timeZone = tmp.timeZone;
		const zones = derived(() => timeZones(timeZone));
		const spoken = derived(() => (session.offered.length > 0 ? session.offered : allLanguages).map((value) => ({
			value,
			label: languages[value].name
		})));
		const themes = derived(() => [
			"auto",
			"light",
			"dark"
		].map((value) => ({
			value,
			label: t(`common.theme.${value}`)
		})));
		const calendars = derived(() => [
			"auto",
			"gregory",
			"persian"
		].map((value) => ({
			value,
			label: t(`me.calendar.${value}`)
		})));
		const rolesHere = derived(() => [...account.roles.map((role) => word("common.role", role, "common.role.client")), ...account.posts.map(({ post, department }) => t("me.roles.post", {
			post: word("common.role", post, "common.role.agent"),
			department: department.name
		}))]);
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			Section($$renderer, {
				title: t("me.profile.title"),
				children: ($$renderer) => {
					$$renderer.push(`<form class="stack">`);
					TextField($$renderer, {
						label: t("account.name"),
						hint: t("account.nameHint"),
						autocomplete: "name",
						maxlength: 200,
						required: true,
						get value() {
							return name;
						},
						set value($$value) {
							name = $$value;
							$$settled = false;
						}
					});
					$$renderer.push(`<!----> `);
					TextField($$renderer, {
						label: t("account.email"),
						hint: t("me.profile.email"),
						ltr: true,
						readonly: true,
						value: account.email
					});
					$$renderer.push(`<!----> <div class="pair svelte-hb2bnz">`);
					Select($$renderer, {
						label: t("me.profile.language"),
						hint: t("me.profile.languageHint"),
						options: spoken(),
						get value() {
							return language;
						},
						set value($$value) {
							language = $$value;
							$$settled = false;
						}
					});
					$$renderer.push(`<!----> `);
					Select($$renderer, {
						label: t("me.profile.theme"),
						options: themes(),
						get value() {
							return theme;
						},
						set value($$value) {
							theme = $$value;
							$$settled = false;
						}
					});
					$$renderer.push(`<!----> `);
					Select($$renderer, {
						label: t("me.profile.calendar"),
						options: calendars(),
						get value() {
							return calendar;
						},
						set value($$value) {
							calendar = $$value;
							$$settled = false;
						}
					});
					$$renderer.push(`<!----> `);
					Select($$renderer, {
						label: t("me.profile.timeZone"),
						options: zones(),
						get value() {
							return timeZone;
						},
						set value($$value) {
							timeZone = $$value;
							$$settled = false;
						}
					});
					$$renderer.push(`<!----></div> <div><h3 class="svelte-hb2bnz">${escape_html(t("me.roles.title"))}</h3> <ul class="roles row svelte-hb2bnz"><!--[-->`);
					const each_array = ensure_array_like(rolesHere());
					for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
						let role = each_array[$$index];
						$$renderer.push(`<li>`);
						Badge($$renderer, {
							children: ($$renderer) => {
								$$renderer.push(`<!---->${escape_html(role)}`);
							},
							$$slots: { default: true }
						});
						$$renderer.push(`<!----></li>`);
					}
					$$renderer.push(`<!--]-->`);
					if (account.organisation) {
						$$renderer.push(`<!--[0--><li>`);
						Badge($$renderer, {
							icon: "building",
							children: ($$renderer) => {
								$$renderer.push(`<bdi>${escape_html(account.organisation.name)}</bdi>`);
							},
							$$slots: { default: true }
						});
						$$renderer.push(`<!----></li>`);
					} else $$renderer.push("<!--[-1-->");
					$$renderer.push(`<!--]--></ul></div> `);
					FormProblem($$renderer, { problem: attempt.problem });
					$$renderer.push(`<!----> <div>`);
					Button($$renderer, {
						type: "submit",
						look: "primary",
						busy: attempt.busy,
						children: ($$renderer) => {
							$$renderer.push(`<!---->${escape_html(t("common.save"))}`);
						},
						$$slots: { default: true }
					});
					$$renderer.push(`<!----></div></form>`);
				},
				$$slots: { default: true }
			});
		}
		do {
			$$settled = true;
			$$inner_renderer = $$renderer.copy();
			$$render_inner($$inner_renderer);
		} while (!$$settled);
		$$renderer.subsume($$inner_renderer);
	});
}
// src/lib/account/me/safety.ts
var few = 3;
/** How safe an account is by its proofs, and what would help most. */
function safetyOf({ passkeys, totp, password, recoveryCodesLeft: codes }) {
	if (passkeys === 0 && !totp) return {
		level: "weak",
		advice: password ? "second" : "first"
	};
	if (passkeys === 1 && !password) return {
		level: "fair",
		advice: "spare"
	};
	if (password && codes === 0) return {
		level: "fair",
		advice: "codes"
	};
	if (password && codes < few) return {
		level: "fair",
		advice: "fewCodes"
	};
	return {
		level: "good",
		advice: passkeys === 0 ? "passkey" : void 0
	};
}
// src/lib/account/me/Safety.svelte
function Safety($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** One glance: is my account safe, and what would help. */
		let { factors } = $$props;
		const safety = derived(() => safetyOf(factors));
		const advice = derived(() => safety().advice === "fewCodes" ? t("me.safety.do.fewCodes", { count: factors.recoveryCodesLeft }) : safety().advice ? t(`me.safety.do.${safety().advice}`) : t("me.safety.nothing"));
		$$renderer.push(`<section${attr_class(`safety ${stringify(safety().level)}`, "svelte-l3n63c")} aria-labelledby="safety"><span class="sign svelte-l3n63c">`);
		Icon($$renderer, {
			name: safety().level === "good" ? "sealed" : "shield",
			size: 32
		});
		$$renderer.push(`<!----></span> <div><h2 id="safety" class="svelte-l3n63c">${escape_html(t("me.safety.title"))}</h2> <p class="verdict svelte-l3n63c">${escape_html(t(`me.safety.${safety().level}`))}</p> <p>`);
		if (safety().level !== "good") $$renderer.push(`<!--[0--><strong>${escape_html(t("me.safety.next"))}:</strong>`);
		else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--> ${escape_html(advice())}</p></div></section>`);
	});
}
// src/lib/account/me/SecondProof.svelte
function SecondProof($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** The authenticator app, and the codes that stand in when it or a passkey is lost. */
		let { factors, onchange } = $$props;
		const attempt = new Attempt();
		let asked = void 0;
		let codes = [];
		const second = derived(() => factors.totp || factors.passkeys > 0);
		function begin(what) {
			[asked, attempt.problem] = [what, void 0];
		}
		/** Codes are shown before anything else may happen. */
		function show(made) {
			asked = void 0;
			codes = made ?? [];
			onchange();
		}
		const remove = () => attempt.run(async () => {
			await ask(api.DELETE("/me/totp"));
			show([]);
		});
		const renew = () => attempt.run(async () => show((await ask(api.POST("/me/recovery-codes"))).recoveryCodes));
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			var bind_get = () => asked === "enrol";
			var bind_set = () => asked = void 0;
			var bind_get_1 = () => asked === "remove";
			var bind_set_1 = () => asked = void 0;
			var bind_get_2 = () => asked === "codes";
			var bind_set_2 = () => asked = void 0;
			var bind_get_3 = () => codes.length > 0;
			var bind_set_3 = () => codes = [];
			{
				function actions($$renderer) {
					Badge($$renderer, {
						look: factors.totp ? "good" : "quiet",
						icon: factors.totp ? "check" : void 0,
						children: ($$renderer) => {
							$$renderer.push(`<!---->${escape_html(factors.totp ? t("me.totp.on") : t("me.totp.off"))}`);
						},
						$$slots: { default: true }
					});
					$$renderer.push(`<!----> `);
					if (factors.totp) {
						$$renderer.push("<!--[0-->");
						Button($$renderer, {
							onclick: () => begin("remove"),
							children: ($$renderer) => {
								$$renderer.push(`<!---->${escape_html(t("me.totp.remove"))}`);
							},
							$$slots: { default: true }
						});
					} else {
						$$renderer.push("<!--[-1-->");
						Button($$renderer, {
							icon: "phone",
							onclick: () => begin("enrol"),
							children: ($$renderer) => {
								$$renderer.push(`<!---->${escape_html(t("me.totp.add"))}`);
							},
							$$slots: { default: true }
						});
					}
					$$renderer.push(`<!--]-->`);
				}
				Section($$renderer, {
					inner: true,
					title: t("me.totp.title"),
					lead: t("me.totp.lead"),
					actions,
					$$slots: { actions: true }
				});
			}
			$$renderer.push(`<!----> `);
			{
				function actions($$renderer) {
					if (second()) {
						$$renderer.push("<!--[0-->");
						Badge($$renderer, {
							look: factors.recoveryCodesLeft < 3 ? "warn" : "good",
							children: ($$renderer) => {
								$$renderer.push(`<!---->${escape_html(t("me.codes.left", { count: factors.recoveryCodesLeft }))}`);
							},
							$$slots: { default: true }
						});
						$$renderer.push(`<!----> `);
						Button($$renderer, {
							icon: "refresh",
							onclick: () => begin("codes"),
							children: ($$renderer) => {
								$$renderer.push(`<!---->${escape_html(t("me.codes.make"))}`);
							},
							$$slots: { default: true }
						});
						$$renderer.push(`<!---->`);
					} else $$renderer.push(`<!--[-1--><span class="faint">${escape_html(t("me.codes.needFactor"))}</span>`);
					$$renderer.push(`<!--]-->`);
				}
				Section($$renderer, {
					inner: true,
					title: t("me.codes.title"),
					lead: t("me.codes.lead"),
					actions,
					$$slots: { actions: true }
				});
			}
			$$renderer.push(`<!----> `);
			Dialog($$renderer, {
				get open() {
					return bind_get();
				},
				set open($$value) {
					bind_set($$value);
				},
				title: t("me.totp.add"),
				children: ($$renderer) => {
					TotpEnrol($$renderer, { oncodes: show });
				},
				$$slots: { default: true }
			});
			$$renderer.push(`<!----> `);
			Confirm($$renderer, {
				get open() {
					return bind_get_1();
				},
				set open($$value) {
					bind_set_1($$value);
				},
				title: t("me.totp.removeTitle"),
				action: t("common.remove"),
				busy: attempt.busy,
				problem: attempt.problem,
				onconfirm: remove,
				children: ($$renderer) => {
					$$renderer.push(`<p>${escape_html(t("me.totp.removeText"))}</p>`);
				},
				$$slots: { default: true }
			});
			$$renderer.push(`<!----> `);
			Confirm($$renderer, {
				get open() {
					return bind_get_2();
				},
				set open($$value) {
					bind_set_2($$value);
				},
				look: "primary",
				title: t("me.codes.makeTitle"),
				action: t("me.codes.make"),
				busy: attempt.busy,
				problem: attempt.problem,
				onconfirm: renew,
				children: ($$renderer) => {
					$$renderer.push(`<p>${escape_html(t("me.codes.makeText"))}</p>`);
				},
				$$slots: { default: true }
			});
			$$renderer.push(`<!----> `);
			Dialog($$renderer, {
				get open() {
					return bind_get_3();
				},
				set open($$value) {
					bind_set_3($$value);
				},
				title: t("account.recovery.title"),
				closable: false,
				children: ($$renderer) => {
					RecoveryCodes($$renderer, {
						codes,
						oncontinue: () => codes = []
					});
				},
				$$slots: { default: true }
			});
			$$renderer.push(`<!---->`);
		}
		do {
			$$settled = true;
			$$inner_renderer = $$renderer.copy();
			$$render_inner($$inner_renderer);
		} while (!$$settled);
		$$renderer.subsume($$inner_renderer);
	});
}
// src/lib/account/me/device.ts
/** “Firefox on Linux”; by its sort where the browser says no more. */
function deviceText({ device, browser, os }) {
	if (browser && os) return t("me.device.on", {
		browser,
		os
	});
	return browser || os || word("me.device", device, "me.device.other");
}
var deviceIcon = ({ device }) => device === "mobile" || device === "tablet" ? "phone" : device === "bot" ? "gear" : "keyboard";
// src/lib/account/me/Sessions.svelte
function Sessions($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Where the account is signed in, and what happened to it. `round` grows when the proofs change, which ends sessions. */
		let { round } = $$props;
		const fetching = new Attempt();
		const attempt = new Attempt();
		let open = void 0;
		let shown = false;
		const past = new CursorList((cursor) => ask(api.GET("/me/sign-ins", { params: { query: {
			cursor,
			limit: 20
		} } })));
		const others = derived(() => open?.some(({ current }) => !current) ?? false);
		const columns = derived(() => [
			{
				key: "when",
				label: t("me.signIns.when"),
				tight: true
			},
			{
				key: "how",
				label: t("me.signIns.how")
			},
			{
				key: "where",
				label: t("me.signIns.where")
			}
		]);
		const load = () => fetching.run(async () => open = (await ask(api.GET("/me/sessions"))).items);
		const end = (work) => attempt.run(async () => {
			await work();
			await load();
			toasts.say(t("me.sessions.ended"), "good");
		});
		const endOne = (id) => end(() => ask(api.DELETE("/me/sessions/{id}", { params: { path: { id } } })));
		const endOthers = () => end(() => ask(api.DELETE("/me/sessions")));
		const place = ({ place, address }) => [place, address].filter(Boolean).join(" · ");
		{
			function actions($$renderer) {
				if (others()) {
					$$renderer.push("<!--[0-->");
					Button($$renderer, {
						icon: "signOut",
						busy: attempt.busy,
						onclick: endOthers,
						children: ($$renderer) => {
							$$renderer.push(`<!---->${escape_html(t("me.sessions.endOthers"))}`);
						},
						$$slots: { default: true }
					});
				} else $$renderer.push("<!--[-1-->");
				$$renderer.push(`<!--]-->`);
			}
			Section($$renderer, {
				title: t("me.sessions.title"),
				actions,
				children: ($$renderer) => {
					if (fetching.problem && !open) {
						$$renderer.push("<!--[0-->");
						ErrorState($$renderer, {
							problem: fetching.problem,
							retry: load
						});
					} else if (!open) {
						$$renderer.push("<!--[1-->");
						Skeleton($$renderer, { lines: 3 });
					} else {
						$$renderer.push(`<!--[-1--><ul class="list svelte-1oy9wzx"><!--[-->`);
						const each_array = ensure_array_like(open);
						for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
							let row = each_array[$$index];
							{
								function title($$renderer) {
									$$renderer.push(`<bdi>${escape_html(deviceText(row))}</bdi>`);
								}
								function badge($$renderer) {
									if (row.current) {
										$$renderer.push("<!--[0-->");
										Badge($$renderer, {
											look: "accent",
											children: ($$renderer) => {
												$$renderer.push(`<!---->${escape_html(t("me.sessions.this"))}`);
											},
											$$slots: { default: true }
										});
									} else $$renderer.push("<!--[-1-->");
									$$renderer.push(`<!--]--> `);
									if (row.strength === "strong") {
										$$renderer.push("<!--[0-->");
										Badge($$renderer, {
											look: "good",
											icon: "sealed",
											children: ($$renderer) => {
												$$renderer.push(`<!---->${escape_html(t("me.sessions.strong"))}`);
											},
											$$slots: { default: true }
										});
									} else $$renderer.push("<!--[-1-->");
									$$renderer.push(`<!--]-->`);
								}
								function actions($$renderer) {
									if (!row.current) {
										$$renderer.push("<!--[0-->");
										Button($$renderer, {
											onclick: () => endOne(row.id),
											"aria-label": t("me.sessions.end", { device: deviceText(row) }),
											children: ($$renderer) => {
												$$renderer.push(`<!---->${escape_html(t("common.signOut"))}`);
											},
											$$slots: { default: true }
										});
									} else $$renderer.push("<!--[-1-->");
									$$renderer.push(`<!--]-->`);
								}
								Row($$renderer, {
									icon: deviceIcon(row),
									title,
									badge,
									actions,
									children: ($$renderer) => {
										if (place(row)) $$renderer.push(`<!--[0--><bdi class="ltr">${escape_html(place(row))}</bdi>`);
										else $$renderer.push("<!--[-1-->");
										$$renderer.push(`<!--]--> <span>${escape_html(t("me.sessions.since"))} `);
										DateTime($$renderer, { at: row.createdAt });
										$$renderer.push(`<!----></span> `);
										if (!row.current) {
											$$renderer.push(`<!--[0--><span>${escape_html(t("me.sessions.seen"))} `);
											RelativeTime($$renderer, { at: row.seenAt });
											$$renderer.push(`<!----></span>`);
										} else $$renderer.push("<!--[-1-->");
										$$renderer.push(`<!--]-->`);
									},
									$$slots: {
										title: true,
										badge: true,
										actions: true,
										default: true
									}
								});
							}
						}
						$$renderer.push(`<!--]--></ul> `);
						if (!others()) $$renderer.push(`<!--[0--><p class="faint">${escape_html(t("me.sessions.alone"))}</p>`);
						else $$renderer.push("<!--[-1-->");
						$$renderer.push(`<!--]--> `);
						FormProblem($$renderer, { problem: attempt.problem });
						$$renderer.push(`<!---->`);
					}
					$$renderer.push(`<!--]--> `);
					Section($$renderer, {
						inner: true,
						title: t("me.signIns.title"),
						lead: t("me.signIns.lead"),
						children: ($$renderer) => {
							if (shown) {
								$$renderer.push("<!--[0-->");
								{
									function cell($$renderer, row, key) {
										if (key === "when") {
											$$renderer.push("<!--[0-->");
											DateTime($$renderer, { at: row.at });
										} else if (key === "how") {
											$$renderer.push(`<!--[1--><span class="row">${escape_html(word("me.how", row.how, "me.how.other"))}`);
											if (!row.ok) {
												$$renderer.push("<!--[0-->");
												Badge($$renderer, {
													look: "danger",
													children: ($$renderer) => {
														$$renderer.push(`<!---->${escape_html(t("me.signIns.refused"))}`);
													},
													$$slots: { default: true }
												});
											} else $$renderer.push("<!--[-1-->");
											$$renderer.push(`<!--]--></span>`);
										} else $$renderer.push(`<!--[-1--><span><bdi>${escape_html(deviceText(row))}</bdi> <span class="faint"><bdi class="ltr">${escape_html(place(row))}</bdi></span></span>`);
										$$renderer.push(`<!--]-->`);
									}
									function empty($$renderer) {
										EmptyState($$renderer, {
											icon: "clock",
											title: t("me.signIns.none")
										});
									}
									Table($$renderer, {
										caption: t("me.signIns.title"),
										columns: columns(),
										rows: past.rows,
										id: (row) => row.at + row.how,
										next: past.next,
										more: past.more,
										busy: past.busy,
										problem: past.rows ? void 0 : past.problem,
										retry: past.load,
										cell,
										empty,
										$$slots: {
											cell: true,
											empty: true
										}
									});
								}
							} else {
								$$renderer.push(`<!--[-1--><div>`);
								Button($$renderer, {
									look: "plain",
									icon: "clock",
									onclick: () => shown = true,
									children: ($$renderer) => {
										$$renderer.push(`<!---->${escape_html(t("me.signIns.show"))}`);
									},
									$$slots: { default: true }
								});
								$$renderer.push(`<!----></div>`);
							}
							$$renderer.push(`<!--]-->`);
						},
						$$slots: { default: true }
					});
					$$renderer.push(`<!---->`);
				},
				$$slots: {
					actions: true,
					default: true
				}
			});
		}
	});
}
// src/lib/account/me/NewToken.svelte
function NewToken($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Makes an API token and shows its secret this once. */
		let { open = false, onmade } = $$props;
		const attempt = new Attempt();
		const periods = [
			7,
			30,
			90,
			365
		];
		/** Scopes beyond one's own rights would open nothing, and are not offered. */
		const offered = derived(() => [...[
			"tickets:read",
			"tickets:write",
			"record:read",
			"accounts:read"
		], ...session.has("admin") ? ["admin"] : []]);
		let label = "";
		let chosen = {};
		let days = "30";
		let secret = "";
		let kept = false;
		let missing = false;
		function closed() {
			[label, chosen, days, secret, kept, missing, attempt.problem] = [
				"",
				{},
				"30",
				"",
				false,
				false,
				void 0
			];
		}
		async function copy() {
			await navigator.clipboard.writeText(secret);
			toasts.say(t("common.copied"), "good");
		}
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			Dialog($$renderer, {
				title: secret ? t("me.tokens.made") : t("me.tokens.add"),
				closable: !secret,
				onclose: closed,
				get open() {
					return open;
				},
				set open($$value) {
					open = $$value;
					$$settled = false;
				},
				children: ($$renderer) => {
					if (secret) {
						$$renderer.push(`<!--[0--><div class="stack"><p class="soft">${escape_html(t("me.tokens.once"))}</p> <code class="secret svelte-12ckdgj" data-testid="token">${escape_html(secret)}</code> <div>`);
						Button($$renderer, {
							icon: "copy",
							onclick: copy,
							children: ($$renderer) => {
								$$renderer.push(`<!---->${escape_html(t("common.copy"))}`);
							},
							$$slots: { default: true }
						});
						$$renderer.push(`<!----></div> `);
						Checkbox($$renderer, {
							label: t("me.tokens.keep"),
							get checked() {
								return kept;
							},
							set checked($$value) {
								kept = $$value;
								$$settled = false;
							}
						});
						$$renderer.push(`<!----> `);
						Button($$renderer, {
							look: "primary",
							wide: true,
							disabled: !kept,
							onclick: () => open = false,
							children: ($$renderer) => {
								$$renderer.push(`<!---->${escape_html(t("common.close"))}`);
							},
							$$slots: { default: true }
						});
						$$renderer.push(`<!----></div>`);
					} else {
						$$renderer.push(`<!--[-1--><form class="stack">`);
						TextField($$renderer, {
							label: t("me.tokens.label"),
							required: true,
							maxlength: 100,
							get value() {
								return label;
							},
							set value($$value) {
								label = $$value;
								$$settled = false;
							}
						});
						$$renderer.push(`<!----> <fieldset><legend class="svelte-12ckdgj">${escape_html(t("me.tokens.scopes"))}</legend> <!--[-->`);
						const each_array = ensure_array_like(offered());
						for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
							let scope = each_array[$$index];
							var bind_get = () => chosen[scope] ?? false;
							var bind_set = (on) => chosen[scope] = on;
							Checkbox($$renderer, {
								label: t(`me.scope.${scope}`),
								get checked() {
									return bind_get();
								},
								set checked($$value) {
									bind_set($$value);
								}
							});
						}
						$$renderer.push(`<!--]--></fieldset> `);
						if (missing) {
							$$renderer.push("<!--[0-->");
							Banner($$renderer, {
								look: "danger",
								alert: true,
								children: ($$renderer) => {
									$$renderer.push(`<!---->${escape_html(t("me.tokens.needScope"))}`);
								},
								$$slots: { default: true }
							});
						} else $$renderer.push("<!--[-1-->");
						$$renderer.push(`<!--]--> `);
						Select($$renderer, {
							label: t("me.tokens.days"),
							options: periods.map((count) => ({
								value: String(count),
								label: t("me.tokens.forDays", { count })
							})),
							get value() {
								return days;
							},
							set value($$value) {
								days = $$value;
								$$settled = false;
							}
						});
						$$renderer.push(`<!----> `);
						FormProblem($$renderer, { problem: attempt.problem });
						$$renderer.push(`<!----> `);
						Button($$renderer, {
							type: "submit",
							look: "primary",
							wide: true,
							busy: attempt.busy,
							children: ($$renderer) => {
								$$renderer.push(`<!---->${escape_html(t("me.tokens.add"))}`);
							},
							$$slots: { default: true }
						});
						$$renderer.push(`<!----></form>`);
					}
					$$renderer.push(`<!--]-->`);
				},
				$$slots: { default: true }
			});
		}
		do {
			$$settled = true;
			$$inner_renderer = $$renderer.copy();
			$$render_inner($$inner_renderer);
		} while (!$$settled);
		$$renderer.subsume($$inner_renderer);
		bind_props($$props, { open });
	});
}
// src/lib/account/me/Tokens.svelte
function Tokens($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		const fetching = new Attempt();
		const attempt = new Attempt();
		let all = void 0;
		let about = void 0;
		let making = false;
		const load = () => fetching.run(async () => all = await ask(api.GET("/me/tokens")));
		const scopes = (token) => list(token.scopes.map((scope) => word("me.scope", scope, "me.scope.other")));
		const over = (token) => new Date(token.expiresAt).getTime() < Date.now();
		async function revoke(id) {
			if (!await attempt.run(() => ask(api.DELETE("/me/tokens/{id}", { params: { path: { id } } })))) return;
			about = void 0;
			await load();
		}
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			var bind_get = () => about !== void 0;
			var bind_set = () => about = void 0;
			{
				function actions($$renderer) {
					Button($$renderer, {
						icon: "plus",
						onclick: () => making = true,
						children: ($$renderer) => {
							$$renderer.push(`<!---->${escape_html(t("me.tokens.add"))}`);
						},
						$$slots: { default: true }
					});
				}
				Section($$renderer, {
					title: t("me.tokens.title"),
					lead: t("me.tokens.lead"),
					actions,
					children: ($$renderer) => {
						if (fetching.problem && !all) {
							$$renderer.push("<!--[0-->");
							ErrorState($$renderer, {
								problem: fetching.problem,
								retry: load
							});
						} else if (!all) {
							$$renderer.push("<!--[1-->");
							Skeleton($$renderer, { lines: 2 });
						} else if (all.length === 0) $$renderer.push(`<!--[2--><p class="soft">${escape_html(t("me.tokens.none"))}</p>`);
						else {
							$$renderer.push(`<!--[-1--><ul class="list svelte-1rddhok"><!--[-->`);
							const each_array = ensure_array_like(all);
							for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
								let token = each_array[$$index];
								{
									function title($$renderer) {
										$$renderer.push(`<bdi>${escape_html(token.label)}</bdi>`);
									}
									function badge($$renderer) {
										if (over(token)) {
											$$renderer.push("<!--[0-->");
											Badge($$renderer, {
												look: "warn",
												children: ($$renderer) => {
													$$renderer.push(`<!---->${escape_html(t("me.tokens.expired"))}`);
												},
												$$slots: { default: true }
											});
										} else $$renderer.push("<!--[-1-->");
										$$renderer.push(`<!--]-->`);
									}
									function actions($$renderer) {
										IconButton($$renderer, {
											icon: "trash",
											label: t("me.tokens.remove", { name: token.label }),
											onclick: () => [about, attempt.problem] = [token, void 0]
										});
									}
									Row($$renderer, {
										icon: "key",
										title,
										badge,
										actions,
										children: ($$renderer) => {
											$$renderer.push(`<span>${escape_html(scopes(token))}</span> <span>${escape_html(t("me.tokens.until"))} `);
											DateTime($$renderer, {
												at: token.expiresAt,
												look: "date"
											});
											$$renderer.push(`<!----></span> <span>`);
											if (token.usedAt) {
												$$renderer.push(`<!--[0-->${escape_html(t("me.used"))} `);
												RelativeTime($$renderer, { at: token.usedAt });
												$$renderer.push(`<!---->`);
											} else $$renderer.push(`<!--[-1-->${escape_html(t("me.never"))}`);
											$$renderer.push(`<!--]--></span>`);
										},
										$$slots: {
											title: true,
											badge: true,
											actions: true,
											default: true
										}
									});
								}
							}
							$$renderer.push(`<!--]--></ul>`);
						}
						$$renderer.push(`<!--]-->`);
					},
					$$slots: {
						actions: true,
						default: true
					}
				});
			}
			$$renderer.push(`<!----> `);
			NewToken($$renderer, {
				onmade: load,
				get open() {
					return making;
				},
				set open($$value) {
					making = $$value;
					$$settled = false;
				}
			});
			$$renderer.push(`<!----> `);
			Confirm($$renderer, {
				get open() {
					return bind_get();
				},
				set open($$value) {
					bind_set($$value);
				},
				title: t("me.tokens.removeTitle"),
				action: t("me.tokens.revoke"),
				busy: attempt.busy,
				problem: attempt.problem,
				onconfirm: () => about && revoke(about.id),
				children: ($$renderer) => {
					$$renderer.push(`<p>${escape_html(t("me.tokens.removeText", { name: about?.label ?? "" }))}</p>`);
				},
				$$slots: { default: true }
			});
			$$renderer.push(`<!---->`);
		}
		do {
			$$settled = true;
			$$inner_renderer = $$renderer.copy();
			$$render_inner($$inner_renderer);
		} while (!$$settled);
		$$renderer.subsume($$inner_renderer);
	});
}
// src/lib/account/me/Me.svelte
function Me($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Everything of one's own account on one page, safety first. */
		const nothing = {
			passkeys: 0,
			totp: false,
			recoveryCodesLeft: 0,
			password: false
		};
		const factors = derived(() => session.current?.factors ?? nothing);
		let round = 0;
		async function changed() {
			await session.load();
			round += 1;
		}
		$$renderer.push(`<div class="me svelte-1xhrd5s"><h1>${escape_html(t("me.title"))}</h1> `);
		Safety($$renderer, { factors: factors() });
		$$renderer.push(`<!----> `);
		Section($$renderer, {
			title: t("me.proofs.title"),
			children: ($$renderer) => {
				Passkeys($$renderer, { onchange: changed });
				$$renderer.push(`<!----> <hr class="svelte-1xhrd5s"/> `);
				SecondProof($$renderer, {
					factors: factors(),
					onchange: changed
				});
				$$renderer.push(`<!----> <hr class="svelte-1xhrd5s"/> `);
				Password($$renderer, {
					factors: factors(),
					onchange: changed
				});
				$$renderer.push(`<!---->`);
			},
			$$slots: { default: true }
		});
		$$renderer.push(`<!----> `);
		if (session.account) {
			$$renderer.push(`<!--[0--><!---->`);
			Profile($$renderer, { account: session.account });
			$$renderer.push(`<!---->`);
		} else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--> `);
		Sessions($$renderer, { round });
		$$renderer.push(`<!----> `);
		Tokens($$renderer, {});
		$$renderer.push(`<!----></div>`);
	});
}
// src/routes/me/+page.svelte
function _page($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		head("1ke34sz", $$renderer, ($$renderer) => {
			$$renderer.title(($$renderer) => {
				$$renderer.push(`<title>${escape_html(t("me.title"))} · ${escape_html(session.installation?.name)}</title>`);
			});
		});
		Me($$renderer, {});
	});
}
export { _page as default };
