// src/lib/account/digits.ts
/** The digits in what was typed, whatever script they were typed in: ۱۲۳, ١٢٣ and １２３ are 123. */
function westernDigits(typed) {
	const zeros = [
		48,
		1632,
		1776,
		65296
	];
	return [...typed].map((sign) => {
		const code = sign.codePointAt(0) ?? 0;
		const zero = zeros.find((z) => code >= z && code <= z + 9);
		return zero === void 0 ? "" : String(code - zero);
	}).join("");
}
/** A number typed in any script, as the server takes it: ۱۲٫۵ is 12.5. What is no number stays as it was, to be refused. */
function westernNumber(typed) {
	const [, sign = "", whole = "", part = ""] = /^\s*([-−]?)\s*(\p{Nd}+)(?:[.,٫](\p{Nd}+))?\s*$/u.exec(typed) ?? [];
	if (!whole) return typed;
	return `${sign && "-"}${westernDigits(whole)}${part && `.${westernDigits(part)}`}`;
}
export { westernNumber as n, westernDigits as t };
