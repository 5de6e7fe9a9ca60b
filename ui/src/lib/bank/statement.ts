import { api, ask, base64url, type CSVMapping, type StatementPreview, type StatementResult } from '$lib/api';

/** How a statement is written down; the names are those of the standards, the same in every language. */
export const forms = { camt053: 'camt.053 (XML)', mt940: 'MT940', csv: 'CSV' } as const;
export type Form = keyof typeof forms;
export const formNames = Object.keys(forms) as Form[];
export const largestBytes = 16 << 20;

/** Which form it looks like. */
export function likelyForm(beginning: string): Form {
  if (/^\uFEFF?\s*</.test(beginning)) return 'camt053';
  return /^\s*(\{1:|:20:)/m.test(beginning) ? 'mt940' : 'csv';
}

function request(file: Blob, format: Form, mapping: CSVMapping | undefined) {
  const headers = mapping && { 'Statement-Mapping': base64url(JSON.stringify(mapping)) };
  return { params: { query: { format } }, headers, body: file as unknown as string }; // the description's word for bytes
}

/** What the file says; nothing is changed. */
export const preview = async (file: Blob, form: Form, mapping?: CSVMapping): Promise<StatementPreview[]> =>
  (await ask(api.POST('/bank/statements/preview', request(file, form, mapping)))).statements;

/** Brings it in. The same file again changes nothing. */
export const bringIn = async (file: Blob, form: Form, mapping?: CSVMapping): Promise<StatementResult[]> =>
  (await ask(api.POST('/bank/statements', request(file, form, mapping)))).statements;
