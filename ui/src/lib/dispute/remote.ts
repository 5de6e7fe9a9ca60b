/** Every request about disputes, in one place. A refusal is thrown as a `Problem`; fresh proof is asked for by the client itself. */
import { api, ask, base, type ConsentRequest, type ExhibitKind, type Mark, type Ruling, type UncoverReason } from '$lib/api';

const of = (id: string) => ({ params: { path: { id } } });
const on = (id: string, milestone: string) => ({ params: { path: { id, milestone } } });

export const disputes = (cursor: string) => ask(api.GET('/disputes', { params: { query: { cursor } } }));
export const judging = (cursor: string) => ask(api.GET('/disputes', { params: { query: { cursor, judging: true } } }));
export const unattended = (cursor: string) => ask(api.GET('/disputes/unattended', { params: { query: { cursor } } }));
export const requests = () => ask(api.GET('/disputes/requests'));
export const limits = () => ask(api.GET('/disputes/limits'));
export const askLead = (deal: string, milestone: string) => ask(api.POST('/deals/{id}/milestones/{milestone}/dispute-request', on(deal, milestone)));
export const answerRequest = ({ deal, milestone, by }: ConsentRequest, way: 'consent' | 'refusal') =>
  ask(api.POST(`/deals/{id}/milestones/{milestone}/dispute-${way}`, { ...on(deal, milestone), body: { account: by.id } }));
/** How many wait where the reader could do something: counted up to a page. */
export const countOf = async (list: 'waiting' | 'unattended') => (await ask(api.GET(`/disputes/${list}`, { params: { query: { limit: 100 } } }))).items.length;
export const waiting = (cursor: string) => ask(api.GET('/disputes/waiting', { params: { query: { cursor } } }));
export const dispute = (id: string) => ask(api.GET('/disputes/{id}', of(id)));
export const begin = (deal: string, milestone: string, statement: string) => ask(api.POST('/deals/{id}/milestones/{milestone}/dispute', { ...on(deal, milestone), body: { text: statement } }));

/** What is done with a dispute, by what it needs: nothing, words, an amount, or both. The word is the end of its address. */
export const step = (id: string, way: 'withdraw' | 'recuse' | 'take'): Promise<unknown> => ask(api.POST(`/disputes/{id}/${way}`, { ...of(id), body: {} }));
export const say = (id: string, way: 'answer' | 'appeal' | 'object', text: string): Promise<unknown> => ask(api.POST(`/disputes/{id}/${way}`, { ...of(id), body: { text } }));
export const agree = (id: string, way: 'accept' | 'confirm', releaseMinor: number): Promise<unknown> => ask(api.POST(`/disputes/{id}/${way}`, { ...of(id), body: { releaseMinor } }));
export const rule = (id: string, way: 'propose' | 'award' | 'decide', body: Ruling): Promise<unknown> => ask(api.POST(`/disputes/{id}/${way}`, { ...of(id), body }));

export const offer = (id: string, releaseMinor: number) => ask(api.PUT('/disputes/{id}/offer', { ...of(id), body: { releaseMinor } }));
export const retract = (id: string) => ask(api.DELETE('/disputes/{id}/offer', of(id)));
export const add = (id: string, kind: ExhibitKind, ref: string) => ask(api.POST('/disputes/{id}/evidence', { ...of(id), body: { kind, ref } }));
export const exhibitAddress = (id: string, n: number) => `${base}/disputes/${encodeURIComponent(id)}/evidence/${n}`;

/** What was said on the request, latest first: whence evidence comes. */
export const messages = (ticket: string, before?: number) => ask(api.GET('/tickets/{id}/messages', { params: { path: { id: ticket }, query: { before, limit: 50 } } }));
/** Texts that can be covered: what was said, and what lies in the file. */
type Covers = 'words' | 'evidence';
export const uncover = (id: string, where: Covers, n: number, body: { n: number; kind: Mark['kind']; reason: UncoverReason }) => ask(api.POST(`/disputes/{id}/${where}/{n}/uncover`, { params: { path: { id, n } }, body }));
export const unmark = (id: string, where: Covers, n: number, body: { n: number; kind: Mark['kind'] }) => ask(api.POST(`/disputes/{id}/${where}/{n}/unmark`, { params: { path: { id, n } }, body }));
