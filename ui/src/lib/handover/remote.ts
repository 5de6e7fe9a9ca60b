/** Every request about secrets, in one place. A refusal is thrown as a `Problem`; fresh proof is asked for by the client itself. */
import { api, ask, newKey, Problem, type NewSecret, type NewSecretLock } from '$lib/api';

const of = (id: string) => ({ params: { path: { id } } });

export const ownKey = () => ask(api.GET('/me/secret-key'));
export const publish = (recipient: string, locks: NewSecretLock[]) => ask(api.PUT('/me/secret-key', { body: { recipient, locks } }));
export const addLock = (key: string, lock: NewSecretLock) => ask(api.POST('/me/secret-key/{id}/locks', { ...of(key), body: lock }));
export const removeLock = (id: string) => ask(api.DELETE('/me/secret-key/locks/{id}', of(id)));

export const readers = (ticket: string) => ask(api.GET('/tickets/{id}/secret-readers', of(ticket))).then(({ items }) => items);
export const ofTicket = (ticket: string) => ask(api.GET('/tickets/{id}/secrets', of(ticket))).then(({ items }) => items);
export const toChange = () => ask(api.GET('/secrets')).then(({ items }) => items);
export const give = (ticket: string, secret: NewSecret) => ask(api.POST('/tickets/{id}/secrets', { ...of(ticket), body: secret }));
export const withdraw = (id: string) => ask(api.POST('/secrets/{id}/withdraw', { ...of(id), body: {} }));
export const changed = (id: string) => ask(api.POST('/secrets/{id}/changed', { ...of(id), body: {} }));

/** Opens. An answer that was lost on the way is asked for again under the same key, so that it stays one opening. */
export async function open(id: string): Promise<string> {
  const headers = { 'Idempotency-Key': newKey() };
  const once = () => ask(api.POST('/secrets/{id}/open', { ...of(id), headers, body: {} }));
  const { sealed } = await once().catch((error: unknown) => {
    if (error instanceof Problem && error.status === 0) return once();
    throw error;
  });
  return sealed;
}
