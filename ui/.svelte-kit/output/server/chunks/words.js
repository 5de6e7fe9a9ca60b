import { o as list, s as number } from "./format.js";
import { a as t, s as word } from "./i18n.svelte.js";
// src/lib/ticket/words.ts
/** “#1024”, in the reader's digits. */
var ticketNumber = (number$1) => t("ticket.number", { number: number(number$1, { useGrouping: false }) });
var statusWord = (code, side) => side === "client" ? word("common.clientStatus", code, "common.clientStatus.open") : word("common.status", code, "common.status.open");
/** What happened, in the reader's words. Who did it stands beside it, so that no language has to bend its grammar to a name. */
function eventWords({ event }, side) {
	const params = event?.params ?? {};
	const code = event?.code ?? "";
	const number = params["number"] ? ticketNumber(Number(params["number"])) : "";
	const department = event?.departments?.find(({ id }) => id === params["to"])?.name ?? "";
	switch (code) {
		case "status": return t("ticket.event.status", { to: statusWord(params["to"], side) });
		case "priority": return t("ticket.event.priority", { to: word("common.priority", params["to"], "common.priority.normal") });
		case "class": return t("ticket.event.class", { to: word("common.class", params["to"], "common.class.internal") });
		case "assigned": return params["to"] ? t("ticket.event.assigned", { name: params["toName"] ?? "" }) : t("ticket.event.unassigned");
		case "handed_over": return t("ticket.event.handed_over", { name: department });
		case "member_added": return t("ticket.event.member_added", { name: params["accountName"] ?? "" });
		case "member_removed": return t("ticket.event.member_removed", { name: params["accountName"] ?? "" });
		case "tags": return params["to"] ? t("ticket.event.tags", { to: list(params["to"].split(/\s+/)) }) : t("ticket.event.noTags");
		default: return word("ticket.event", code, "ticket.event.other", { number });
	}
}
export { ticketNumber as n, eventWords as t };
