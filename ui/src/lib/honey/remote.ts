/** Every request about decoys and the alerts that they raise, in one place. A refusal is thrown as a `Problem`; fresh proof is asked for by the client itself. */
import { api, ask, type ComplaintKind, type NewDecoy } from '$lib/api';

const of = (id: string) => ({ params: { path: { id } } });

export const decoys = (cursor: string) => ask(api.GET('/decoys', { params: { query: { cursor } } }));
export const texts = () => ask(api.GET('/decoys/texts'));
export const departments = () => ask(api.GET('/departments'));
export const make = (body: NewDecoy) => ask(api.POST('/decoys', { body }));
export const retire = (id: string): Promise<unknown> => ask(api.POST('/decoys/{id}/retire', { ...of(id), body: {} }));
export const alerts = (cursor: string) => ask(api.GET('/alerts', { params: { query: { cursor } } }));
export const alert = (id: string) => ask(api.GET('/alerts/{id}', of(id)));
export const explain = (id: string, text: string) => ask(api.POST('/alerts/{id}/explain', { ...of(id), body: { text } }));
export const accuse = (id: string, kind: ComplaintKind, text: string) => ask(api.POST('/alerts/{id}/complaint', { ...of(id), body: { kind, text } }));
