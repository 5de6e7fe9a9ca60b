/** Every request about what is kept about people, in one place. A refusal is thrown as a `Problem`; fresh proof is asked for by the client itself. */
import { api, ask, askFile, type DataReason, type ErasureRefuse } from '$lib/api';

const of = (id: string) => ({ params: { path: { id } } });

export const mine = () => ask(api.GET('/me/data'));
export const makeCopy = () => ask(api.POST('/me/data/copy', { body: {} }));
export const fetchCopy = (id: string, come: (bytes: number) => void) => askFile(`/me/data/copies/${encodeURIComponent(id)}`, come);
export const beErased = () => ask(api.POST('/me/data/erasure', { body: {} }));
export const withdraw = () => ask(api.POST('/me/data/erasure/withdraw', { body: {} }));

export const requests = (cursor: string) => ask(api.GET('/data-requests', { params: { query: { cursor } } }));
export const request = (id: string) => ask(api.GET('/data-requests/{id}', of(id)));
export const enterFor = (email: string, what: 'copy' | 'erasure', reason: DataReason): Promise<unknown> => ask(api.POST('/data-requests', { body: { email, what, reason } }));
export const approve = (id: string) => ask(api.POST('/data-requests/{id}/approve', { ...of(id), body: {} }));
export const refuse = (id: string, reason: ErasureRefuse) => ask(api.POST('/data-requests/{id}/refuse', { ...of(id), body: { reason } }));
export const certificate = (id: string) => `/api/v1/data-requests/${encodeURIComponent(id)}/certificate`;
