/** One text: plain, or one form per plural category of its `count`. */
export type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };
export type Text = string | Plural;
export type Catalogue = Record<string, Text>;

/** What a translation must hold to fit the English catalogue `T`: the same keys, plural where English is plural. */
export type Translation<T extends Catalogue> = { [K in keyof T]: T[K] extends string ? string : Plural };

type Names<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
type ParamNames<T> = T extends string ? Names<T> : T extends Plural ? Names<T[keyof T]> | 'count' : never;

/** The parameters a text asks for; an empty tuple when it asks for none. */
export type Params<T> = [ParamNames<T>] extends [never]
  ? []
  : [params: { [N in ParamNames<T>]: N extends 'count' ? number : string | number }];

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const leftToRight = /[A-Za-z\u00c0-\u058f\u2c00-\u2dff\u3040-\u9fff]/;

/** Keeps a name of the other direction from tearing the sentence: wraps it in FSI … PDI, only where that is needed. */
function isolate(value: string, rtl: boolean): string {
  return (rtl ? leftToRight : rightToLeft).test(value) ? `\u2068${value}\u2069` : value;
}

/** Fills `{name}` in a text. Numbers are written in the reader's digits. */
export function fill(text: Text, params: Record<string, string | number>, locale: string): string {
  const rtl = locale.startsWith('fa');
  const count = params['count'];
  const form =
    typeof text === 'string' ? text : (text[new Intl.PluralRules(locale).select(Number(count ?? 0))] ?? text.other);
  return form.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? new Intl.NumberFormat(locale).format(value) : isolate(value, rtl);
  });
}
