// src/lib/ticket/desk/vocabulary.ts
var allStatuses = [
	"new",
	"open",
	"waiting",
	"solved",
	"closed"
];
var allPriorities = [
	"urgent",
	"high",
	"normal",
	"low"
];
var allClasses = [
	"public",
	"internal",
	"confidential",
	"restricted"
];
/** What staff may set by hand, or with an answer: the usual first. */
var answerStatuses = [
	"waiting",
	"open",
	"solved"
];
export { answerStatuses as i, allPriorities as n, allStatuses as r, allClasses as t };
