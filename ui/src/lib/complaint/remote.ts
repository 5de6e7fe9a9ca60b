/** Every request about complaints, in one place. A refusal is thrown as a `Problem`; fresh proof is asked for by the client itself. */
import { api, ask, askFile, type ComplaintKind, type ComplaintOutcome, type ComplaintReason, type ComplaintRemedy } from '$lib/api';
import type { Source } from '$lib/remote/play/source';

const of = (id: string) => ({ params: { path: { id } } });

export const ofTicket = async (id: string) => (await ask(api.GET('/tickets/{id}/complaints', of(id)))).items;
export const own = (cursor: string) => ask(api.GET('/complaints', { params: { query: { cursor } } }));
export const waiting = (cursor: string) => ask(api.GET('/complaints/waiting', { params: { query: { cursor } } }));
export const laws = () => ask(api.GET('/complaints/laws'));
export const complaint = (id: string) => ask(api.GET('/complaints/{id}', of(id)));
export const trace = (id: string) => (cursor: string) => ask(api.GET('/complaints/{id}/trace', { params: { path: { id }, query: { cursor } } }));

export const material = (id: string, reason: ComplaintReason, before: number) => ask(api.GET('/complaints/{id}/material', { params: { path: { id }, query: { reason, before } } }));
/** Where a file of it is drawn. */
export const fileAt = (id: string, file: string, reason: ComplaintReason, page: number) => `/api/v1/complaints/${encodeURIComponent(id)}/material/${encodeURIComponent(file)}?reason=${reason}&page=${page}`;
/** What a file of it is that cannot be drawn. */
export const inside = (id: string, file: string, reason: ComplaintReason) => ask(api.GET('/complaints/{id}/material/{file}/inside', { params: { path: { id, file }, query: { reason } } }));
/** A recording of a remote session of the case: to look at, not to take along. */
export const recordingOf = (id: string, session: string, reason: ComplaintReason): Source => ({
  back: `/complaints/${id}`,
  course: () => ask(api.GET('/complaints/{id}/recordings/{session}', { params: { path: { id, session }, query: { reason } } })),
  play: (stream, fromMicros, skip, picture) =>
    ask(api.GET('/complaints/{id}/recordings/{session}/play', { params: { path: { id, session }, query: { reason, stream, fromMicros, skip, picture, limit: 1000 } } })),
  search: (q, cursor) => ask(api.GET('/complaints/{id}/recordings/{session}/search', { params: { path: { id, session }, query: { reason, q, cursor } } })),
  commands: (cursor) => ask(api.GET('/complaints/{id}/recordings/{session}/commands', { params: { path: { id, session }, query: { reason, cursor } } })),
  check: () => ask(api.GET('/complaints/{id}/recordings/{session}/verify', { params: { path: { id, session }, query: { reason } } })),
});

export const file = (ticket: string, body: { kind: ComplaintKind; accused?: string; text: string }) => ask(api.POST('/tickets/{id}/complaints', { ...of(ticket), body }));
export const step = (id: string, way: 'take' | 'recuse'): Promise<unknown> => ask(api.POST(`/complaints/{id}/${way}`, { ...of(id), body: {} }));
export const answer = (id: string, text: string): Promise<unknown> => ask(api.POST('/complaints/{id}/answer', { ...of(id), body: { text } }));
export const sift = (id: string, body: { accused?: string; personal: boolean; laws: string[] }): Promise<unknown> => ask(api.POST('/complaints/{id}/sift', { ...of(id), body }));
export const decide = (id: string, body: { outcome: ComplaintOutcome; text: string; remedies: ComplaintRemedy[] }): Promise<unknown> => ask(api.POST('/complaints/{id}/decide', { ...of(id), body }));
/** The evidence pack, as bytes; the server asks for a fresh proof first. */
export const pack = (id: string, come: (bytes: number) => void) => askFile(`/complaints/${encodeURIComponent(id)}/evidence`, come);
export const attest = (id: string, text: string): Promise<unknown> => ask(api.POST('/complaints/{id}/attest', { ...of(id), body: { text } }));
export const fulfil = (id: string, code: string): Promise<unknown> => ask(api.POST('/complaints/{id}/duties/{code}/done', { params: { path: { id, code } }, body: {} }));

/** The page of a pack that people read: a name, set apart from the words around it. */
export const answerFile = '\u2068answer.html\u2069';
