/** Every request about disputes, in one place. A refusal is thrown as a `Problem`; fresh proof is asked for by the client itself. */
import { api, ask, base, type Message, type Page } from '$lib/api';
import type { ConsentRequest, Dispute, DisputeRow, ExhibitKind, Limits } from './types';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
type Plain = (path: string, options?: object) => ReturnType<typeof api.GET<'/me', object>>;

/** Paths are filled in here, so that each stands once and whole. */
const send = async <T>(method: Method, path: string, options: object = {}): Promise<T> => (await ask((api[method] as unknown as Plain)(path, options))) as unknown as T;
const at = (parts: TemplateStringsArray, ...ids: (string | number)[]) => parts.reduce((path, part, i) => path + encodeURIComponent(String(ids[i - 1])) + part);
const query = (fields: Record<string, unknown>) => ({ params: { query: fields } });

export const disputes = (cursor: string) => send<Page<DisputeRow>>('GET', '/disputes', query({ cursor }));
export const judging = (cursor: string) => send<Page<DisputeRow>>('GET', '/disputes', query({ cursor, judging: true }));
export const unattended = (cursor: string) => send<Page<DisputeRow>>('GET', '/disputes/unattended', query({ cursor }));
export const requests = () => send<ConsentRequest[]>('GET', '/disputes/requests');
export const limits = () => send<Limits>('GET', '/disputes/limits');
export const askLead = (deal: string, milestone: string) => send<unknown>('POST', at`/deals/${deal}/milestones/${milestone}/dispute-request`, { body: {} });
export const answerRequest = ({ deal, milestone, by }: ConsentRequest, way: 'consent' | 'refusal') => send<unknown>('POST', `${at`/deals/${deal}/milestones/${milestone}`}/dispute-${way}`, { body: { account: by.id } });
/** How many wait where the reader could do something: counted up to a page. */
export const countOf = async (list: 'waiting' | 'unattended') => (await send<Page<DisputeRow>>('GET', `/disputes/${list}`, query({ limit: 100 }))).items.length;
export const waiting = (cursor: string) => send<Page<DisputeRow>>('GET', '/disputes/waiting', query({ cursor }));
export const dispute = (id: string) => send<Dispute>('GET', at`/disputes/${id}`);
export const begin = (deal: string, milestone: string, statement: string) => send<Dispute>('POST', at`/deals/${deal}/milestones/${milestone}/dispute`, { body: { text: statement } });
export const act = (id: string, way: string, body: object = {}) => send<unknown>('POST', `${at`/disputes/${id}`}/${way}`, { body });
export const offer = (id: string, releaseMinor: number) => send<Dispute>('PUT', at`/disputes/${id}/offer`, { body: { releaseMinor } });
export const retract = (id: string) => send<Dispute>('DELETE', at`/disputes/${id}/offer`);
export const add = (id: string, kind: ExhibitKind, ref: string) => send<Dispute>('POST', at`/disputes/${id}/evidence`, { body: { kind, ref } });
export const exhibitAddress = (id: string, n: number) => base + at`/disputes/${id}/evidence/${n}`;

/** What was said on the request, latest first: whence evidence comes. */
export const messages = (ticket: string, before?: number) => send<Page<Message>>('GET', at`/tickets/${ticket}/messages`, query({ before, limit: 50 }));
