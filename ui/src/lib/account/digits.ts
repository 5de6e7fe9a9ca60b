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
