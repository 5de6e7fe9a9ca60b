/** Every request about lost access, in one place. A refusal is thrown as a `Problem`; fresh proof is asked for by the client itself. */
import { api, ask, newKey, type RecoveryReason, type RecoveryRefusal } from '$lib/api';

const of = (id: string) => ({ params: { path: { id } } });
const by = (token: string) => ({ params: { path: { token } } });

export const look = (token: string) => ask(api.GET('/lost-access/requests/{token}', by(token)));
export const withdraw = (token: string): Promise<unknown> => ask(api.POST('/lost-access/requests/{token}/withdraw', { ...by(token), body: {} }));
export const enter = (token: string) => ask(api.POST('/lost-access/enter/{token}', { ...by(token), body: {} }));
export const stopBy = (token: string): Promise<unknown> => ask(api.POST('/lost-access/stop/{token}', { ...by(token), body: {} }));

export const all = () => ask(api.GET('/recoveries'));
export const one = (id: string) => ask(api.GET('/recoveries/{id}', of(id)));
export const call = (id: string, reason: RecoveryReason) => ask(api.POST('/recoveries/{id}/call', { params: { path: { id }, header: { 'Idempotency-Key': newKey() } }, body: { reason } }));
export const approve = (id: string, words: string, uninvited: boolean) => ask(api.POST('/recoveries/{id}/approve', { ...of(id), body: { words, uninvited } }));
export const refuse = (id: string, reason: RecoveryRefusal) => ask(api.POST('/recoveries/{id}/refuse', { ...of(id), body: { reason } }));

export const numbers = () => ask(api.GET('/me/call-back'));
export const setNumber = (number: string): Promise<unknown> => ask(api.PUT('/me/call-back', { body: { number } }));
export const dropNumber = (id: string): Promise<unknown> => ask(api.DELETE('/me/call-back/{id}', of(id)));
export const mine = () => ask(api.GET('/me/recovery'));
export const stop = (): Promise<unknown> => ask(api.POST('/me/recovery/stop', { body: {} }));

/** What this browser keeps of its request, so that who comes back to it finds the words. */
const kept = 'surety.lost-access';
export const token = () => localStorage.getItem(kept) ?? '';
export const keep = (token: string) => localStorage.setItem(kept, token);
export const forget = () => localStorage.removeItem(kept);
