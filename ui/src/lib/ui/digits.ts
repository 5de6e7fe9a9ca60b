/** The digits in what was typed, whatever script they were typed in: ۱۲۳, ١٢٣ and １２３ are 123. */
export function westernDigits(typed: string): string {
  const zeros = [0x30, 0x660, 0x6f0, 0xff10];
  return [...typed]
    .map((sign) => {
      const code = sign.codePointAt(0) ?? 0;
      const zero = zeros.find((z) => code >= z && code <= z + 9);
      return zero === undefined ? '' : String(code - zero);
    })
    .join('');
}

/** A number typed in any script, as the server takes it: ۱۲٫۵ is 12.5. What is no number stays as it was, to be refused. */
export function westernNumber(typed: string): string {
  const [, sign = '', whole = '', part = ''] = /^\s*([-−]?)\s*(\p{Nd}+)(?:[.,٫](\p{Nd}+))?\s*$/u.exec(typed) ?? [];
  if (!whole) return typed;
  return `${sign && '-'}${westernDigits(whole)}${part && `.${westernDigits(part)}`}`;
}
