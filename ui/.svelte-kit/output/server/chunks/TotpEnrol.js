import { C as attr, a as derived, d as stringify, o as ensure_array_like, w as escape_html } from "./server.js";
import "./index-server.js";
import { t as Attempt } from "./attempt.svelte.js";
import { a as t, n as reader } from "./i18n.svelte.js";
import { n as ask, t as api } from "./client.js";
import { n as session } from "./session.svelte.js";
import { t as Button } from "./Button.js";
import { t as ErrorState } from "./ErrorState.js";
import { t as IconButton } from "./IconButton.js";
import { t as toasts } from "./toasts.svelte.js";
import { t as Skeleton } from "./Skeleton.js";
import { t as FormProblem } from "./FormProblem.js";
import { t as Checkbox } from "./Checkbox.js";
import { t as CodeField } from "./CodeField.js";
import { encode } from "uqr";
// src/lib/account/RecoveryCodes.svelte
function RecoveryCodes($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Shown once, and not left before they are kept. */
		let { codes, oncontinue } = $$props;
		let kept = false;
		async function copy() {
			await navigator.clipboard.writeText(codes.join("\n"));
			toasts.say(t("common.copied"), "good");
		}
		function download() {
			const head = `${session.installation?.name ?? "Surety"}\n${t("account.recovery.title")}\n${t("account.recovery.once")}\n\n`;
			const url = URL.createObjectURL(new Blob([`\ufeff${head}${codes.join("\n")}\n`], { type: "text/plain;charset=utf-8" }));
			Object.assign(document.createElement("a"), {
				href: url,
				download: `surety-${reader.language}-codes.txt`
			}).click();
			setTimeout(() => URL.revokeObjectURL(url), 1e3);
		}
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			$$renderer.push(`<div class="stack"><p class="soft">${escape_html(t("account.recovery.lead"))}</p> <ol class="codes svelte-1656owi"${attr("aria-label", t("account.recovery.title"))}><!--[-->`);
			const each_array = ensure_array_like(codes);
			for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
				let code = each_array[$$index];
				$$renderer.push(`<li class="svelte-1656owi"><code>${escape_html(code)}</code></li>`);
			}
			$$renderer.push(`<!--]--></ol> <div class="row">`);
			Button($$renderer, {
				icon: "download",
				onclick: download,
				children: ($$renderer) => {
					$$renderer.push(`<!---->${escape_html(t("common.download"))}`);
				},
				$$slots: { default: true }
			});
			$$renderer.push(`<!----> `);
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
				label: t("account.recovery.kept"),
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
				onclick: oncontinue,
				children: ($$renderer) => {
					$$renderer.push(`<!---->${escape_html(t("common.continue"))}`);
				},
				$$slots: { default: true }
			});
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
// src/lib/account/Qr.svelte
function Qr($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** A QR code as one path: black on white in both themes, because cameras want it so. */
		let { text, label } = $$props;
		const code = derived(() => encode(text, {
			ecc: "M",
			border: 2
		}));
		const path = derived(() => code().data.flatMap((row, y) => row.flatMap((on, x) => on ? `M${x} ${y}h1v1h-1z` : [])).join(""));
		$$renderer.push(`<svg${attr("viewBox", `0 0 ${stringify(code().size)} ${stringify(code().size)}`)} role="img"${attr("aria-label", label)} shape-rendering="crispEdges" class="svelte-28xx5c"><path${attr("d", path())} class="svelte-28xx5c"></path></svg>`);
	});
}
// src/lib/account/TotpEnrol.svelte
function TotpEnrol($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Joins an authenticator app to the account; ends with the recovery codes. */
		let { oncodes } = $$props;
		const begin = new Attempt();
		const confirm = new Attempt();
		let pending = void 0;
		let code = "";
		const start = () => begin.run(async () => pending = await ask(api.POST("/me/totp")));
		function submit(event) {
			event?.preventDefault();
			confirm.run(async () => oncodes((await ask(api.POST("/me/totp/confirm", { body: { code } }))).recoveryCodes));
		}
		async function copy(secret) {
			await navigator.clipboard.writeText(secret);
			toasts.say(t("common.copied"), "good");
		}
		let $$settled = true;
		let $$inner_renderer;
		function $$render_inner($$renderer) {
			if (begin.problem) {
				$$renderer.push("<!--[0-->");
				ErrorState($$renderer, {
					problem: begin.problem,
					retry: start
				});
			} else if (!pending) {
				$$renderer.push("<!--[1-->");
				Skeleton($$renderer, { lines: 6 });
			} else {
				$$renderer.push("<!--[-1-->");
				const { secret, uri } = pending;
				$$renderer.push(`<form class="stack"><p class="soft">${escape_html(t("account.totp.scan"))}</p> <div class="qr svelte-1l9ipca">`);
				Qr($$renderer, {
					text: uri,
					label: t("account.totp.qr")
				});
				$$renderer.push(`<!----></div> <div><p class="faint">${escape_html(t("account.totp.manual"))}</p> <div class="key svelte-1l9ipca" data-density="dense"><code>${escape_html(secret.replace(/(.{4})/g, "$1 ").trim())}</code> `);
				IconButton($$renderer, {
					icon: "copy",
					label: t("common.copy"),
					onclick: () => copy(secret)
				});
				$$renderer.push(`<!----></div></div> `);
				CodeField($$renderer, {
					label: t("account.totp.code"),
					problem: confirm.about("code"),
					oncomplete: () => submit(),
					get value() {
						return code;
					},
					set value($$value) {
						code = $$value;
						$$settled = false;
					}
				});
				$$renderer.push(`<!----> `);
				FormProblem($$renderer, { problem: confirm.about("code") ? void 0 : confirm.problem });
				$$renderer.push(`<!----> `);
				Button($$renderer, {
					type: "submit",
					look: "primary",
					wide: true,
					busy: confirm.busy,
					children: ($$renderer) => {
						$$renderer.push(`<!---->${escape_html(t("account.totp.confirm"))}`);
					},
					$$slots: { default: true }
				});
				$$renderer.push(`<!----></form>`);
			}
			$$renderer.push(`<!--]-->`);
		}
		do {
			$$settled = true;
			$$inner_renderer = $$renderer.copy();
			$$render_inner($$inner_renderer);
		} while (!$$settled);
		$$renderer.subsume($$inner_renderer);
	});
}
export { RecoveryCodes as n, TotpEnrol as t };
