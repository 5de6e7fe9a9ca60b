/** Every request about how long cases are kept, in one place. A refusal is thrown as a `Problem`; fresh proof is asked for by the client itself. */
import { api, ask, askFile, type HoldReason, type RetentionRuleChange } from '$lib/api';
import { saveFile, saveText } from '$lib/ui/save';

const of = (id: string) => ({ params: { path: { id } } });

export const rules = () => ask(api.GET('/retention'));
export const change = (body: RetentionRuleChange) => ask(api.PUT('/retention/rules', { body }));
export const due = (cursor: string) => ask(api.GET('/retention/due', { params: { query: { cursor } } }));
export const open = () => ask(api.GET('/retention/open'));
export const ofTicket = (id: string) => ask(api.GET('/tickets/{id}/retention', of(id)));
export const step = (id: string, way: 'extend' | 'destroy' | 'agree' | 'refuse') => ask(api.POST(`/tickets/{id}/retention/${way}`, { ...of(id), body: {} }));
export const holding = (id: string, way: 'hold' | 'lift', reason: HoldReason) => ask(api.POST(`/tickets/{id}/retention/${way}`, { ...of(id), body: { reason } }));

export const takeData = async (id: string) => saveFile(`evidence-${id}.zip`, await askFile(`/tickets/${encodeURIComponent(id)}/evidence`, () => undefined));
export const receipt = async (ticket: string, n: number) => saveText(`surety-receipt-${n}.txt`, (await ask(api.GET('/record/{n}/receipt', { params: { path: { n }, query: { ticket } } }))).receipt);
export const certificate = (id: string) => `/api/v1/tickets/${encodeURIComponent(id)}/retention/certificate`;
