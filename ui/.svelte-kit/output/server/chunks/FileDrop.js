import { C as attr, a as derived, i as bind_props, o as ensure_array_like, t as attr_class, w as escape_html } from "./server.js";
import { a as t } from "./i18n.svelte.js";
import { t as bytes } from "./format.js";
import { t as Icon } from "./Icon.js";
import { t as Button } from "./Button.js";
import { t as IconButton } from "./IconButton.js";
import { t as ProgressBar } from "./ProgressBar.js";
// src/lib/ui/FileChip.svelte
function FileChip($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Where it is fetched; always a download, never shown inside the page. */
		/** Share sent so far, while it is on its way. */
		/** What went wrong, in words. */
		let { name, size, type = "", href, progress, error, onretry, onremove } = $$props;
		const icon = derived(() => type.startsWith("image/") ? "image" : "file");
		$$renderer.push(`<div${attr_class("chip svelte-1vfzqj2", void 0, { "error": error })} data-density="dense">`);
		Icon($$renderer, { name: error ? "warning" : icon() });
		$$renderer.push(`<!----> <div class="words svelte-1vfzqj2">`);
		if (href) $$renderer.push(`<!--[0--><a${attr("href", href)}${attr("download", name)} class="truncate svelte-1vfzqj2"${attr("title", name)}><bdi>${escape_html(name)}</bdi></a>`);
		else $$renderer.push(`<!--[-1--><span class="truncate svelte-1vfzqj2"${attr("title", name)}><bdi>${escape_html(name)}</bdi></span>`);
		$$renderer.push(`<!--]--> `);
		if (error) $$renderer.push(`<!--[0--><span class="small svelte-1vfzqj2">${escape_html(error)}</span>`);
		else if (progress !== void 0) {
			$$renderer.push("<!--[1-->");
			ProgressBar($$renderer, {
				value: progress,
				label: t("common.sendingFile", { name })
			});
		} else $$renderer.push(`<!--[-1--><span class="small svelte-1vfzqj2">${escape_html(bytes(size))}</span>`);
		$$renderer.push(`<!--]--></div> `);
		if (error && onretry) {
			$$renderer.push("<!--[0-->");
			IconButton($$renderer, {
				icon: "refresh",
				label: t("common.retry"),
				onclick: onretry
			});
		} else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--> `);
		if (onremove) {
			$$renderer.push("<!--[0-->");
			IconButton($$renderer, {
				icon: "close",
				label: t("common.removeFile", { name }),
				onclick: onremove
			});
		} else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--></div>`);
	});
}
function withFiles(files, more) {
	const same = (a, b) => a.name === b.name && a.size === b.size && a.lastModified === b.lastModified;
	return [...files, ...more.filter((file) => !files.some((known) => same(file, known)))].slice(0, 50);
}
function Attachments($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** Files chosen to go with what is being written. They leave with it. */
		let { files = void 0 } = $$props;
		if (files.length > 0) {
			$$renderer.push(`<!--[0--><ul class="files svelte-pt94zm"${attr("aria-label", t("ticket.files"))}><!--[-->`);
			const each_array = ensure_array_like(files);
			for (let $$index = 0, $$length = each_array.length; $$index < $$length; $$index++) {
				let file = each_array[$$index];
				$$renderer.push(`<li class="svelte-pt94zm">`);
				FileChip($$renderer, {
					name: file.name,
					size: file.size,
					type: file.type,
					onremove: () => files = files.filter((other) => other !== file)
				});
				$$renderer.push(`<!----></li>`);
			}
			$$renderer.push(`<!--]--></ul> `);
			if (files.length >= 50) $$renderer.push(`<!--[0--><p class="faint">${escape_html(t("ticket.tooMany", { count: 50 }))}</p>`);
			else $$renderer.push("<!--[-1-->");
			$$renderer.push(`<!--]-->`);
		} else $$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]-->`);
		bind_props($$props, { files });
	});
}
// src/lib/ticket/AttachButton.svelte
function AttachButton($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** With words it is a button; without, an icon. */
		/** Opens the camera of a phone. */
		let { onfiles, children, icon = "clip", accept, capture, disabled = false } = $$props;
		let input;
		$$renderer.push(`<input type="file"${attr("multiple", !capture, true)} hidden=""${attr("accept", accept)}${attr("capture", capture)}${attr("disabled", disabled, true)}${attr("aria-label", t("ticket.attach"))}/> `);
		if (children) {
			$$renderer.push("<!--[0-->");
			Button($$renderer, {
				icon,
				disabled,
				onclick: () => input.click(),
				children: ($$renderer) => {
					children($$renderer);
					$$renderer.push(`<!---->`);
				},
				$$slots: { default: true }
			});
		} else {
			$$renderer.push("<!--[-1-->");
			IconButton($$renderer, {
				icon,
				disabled,
				label: t("ticket.attach"),
				onclick: () => input.click()
			});
		}
		$$renderer.push(`<!--]-->`);
	});
}
// src/lib/ticket/FileDrop.svelte
function FileDrop($$renderer, $$props) {
	$$renderer.component(($$renderer) => {
		/** A place that takes files dragged onto it or pasted into it. */
		let { onfiles, disabled = false, children } = $$props;
		$$renderer.push(`<div class="drop svelte-1fd4q7l" role="presentation">`);
		children($$renderer);
		$$renderer.push(`<!----> `);
		$$renderer.push("<!--[-1-->");
		$$renderer.push(`<!--]--></div>`);
	});
}
export { FileChip as a, withFiles as i, AttachButton as n, Attachments as r, FileDrop as t };
