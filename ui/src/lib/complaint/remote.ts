/** Every request about complaints, in one place. A refusal is thrown as a `Problem`; fresh proof is asked for by the client itself. */
import { api, ask, type ComplaintKind, type ComplaintOutcome, type ComplaintRemedy } from '$lib/api';

const of = (id: string) => ({ params: { path: { id } } });

export const ofTicket = async (id: string) => (await ask(api.GET('/tickets/{id}/complaints', of(id)))).items;
export const own = (cursor: string) => ask(api.GET('/complaints', { params: { query: { cursor } } }));
export const waiting = (cursor: string) => ask(api.GET('/complaints/waiting', { params: { query: { cursor } } }));
export const laws = () => ask(api.GET('/complaints/laws'));
export const complaint = (id: string) => ask(api.GET('/complaints/{id}', of(id)));
export const trace = (id: string) => (cursor: string) => ask(api.GET('/complaints/{id}/trace', { params: { path: { id }, query: { cursor } } }));

export const file = (ticket: string, body: { kind: ComplaintKind; accused?: string; text: string }) => ask(api.POST('/tickets/{id}/complaints', { ...of(ticket), body }));
export const step = (id: string, way: 'take' | 'recuse'): Promise<unknown> => ask(api.POST(`/complaints/{id}/${way}`, { ...of(id), body: {} }));
export const answer = (id: string, text: string): Promise<unknown> => ask(api.POST('/complaints/{id}/answer', { ...of(id), body: { text } }));
export const sift = (id: string, body: { accused?: string; personal: boolean; laws: string[] }): Promise<unknown> => ask(api.POST('/complaints/{id}/sift', { ...of(id), body }));
export const decide = (id: string, body: { outcome: ComplaintOutcome; text: string; remedies: ComplaintRemedy[] }): Promise<unknown> => ask(api.POST('/complaints/{id}/decide', { ...of(id), body }));
export const fulfil = (id: string, code: string): Promise<unknown> => ask(api.POST('/complaints/{id}/duties/{code}/done', { params: { path: { id, code } }, body: {} }));
