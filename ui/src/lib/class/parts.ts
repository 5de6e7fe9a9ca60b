import { api, ask, type Class, type ClassOf, type LowerReason } from '$lib/api';

/** What has a class: a message, a file, or with neither the ticket itself. */
export type Part = Pick<ClassOf, 'message' | 'file'>;

export const classes: readonly Class[] = ['public', 'internal', 'confidential', 'restricted'];
export const lowerReasons: readonly LowerReason[] = ['mistake', 'known', 'needed', 'removed'];
export const higher = (a: Class, than: Class) => classes.indexOf(a) > classes.indexOf(than);

const at = (id: string) => ({ params: { path: { id } } });

export const raise = (ticket: string, part: Part, to: Class) => ask(api.PUT('/tickets/{id}/class', { ...at(ticket), body: { ...part, class: to } }));
export const askLower = (ticket: string, part: Part, to: Class, reason: LowerReason) =>
  ask(api.POST('/tickets/{id}/class-motions', { ...at(ticket), body: { ...part, class: to, reason } }));
export const lowerings = async (ticket: string) => (await ask(api.GET('/tickets/{id}/class-motions', at(ticket)))).items;
export const settle = (ticket: string, motion: string, how: 'agree' | 'refuse') => {
  const call = { params: { path: { id: ticket, motion } }, body: {} };
  return ask(how === 'agree' ? api.POST('/tickets/{id}/class-motions/{motion}/agree', call) : api.POST('/tickets/{id}/class-motions/{motion}/refuse', call));
};
export const readers = (ticket: string, file: string) => ask(api.GET('/tickets/{id}/files/{file}/readers', { params: { path: { id: ticket, file } } }));
export const setReaders = (ticket: string, file: string, accounts: string[]) => ask(api.PUT('/tickets/{id}/files/{file}/readers', { params: { path: { id: ticket, file } }, body: { accounts } }));
