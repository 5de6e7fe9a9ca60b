/**
 * Every request about deals, in one place. A change of a deal names the version that was seen and answers the whole deal anew;
 * a refusal is thrown as a `Problem`. Fresh proof (step-up) is asked for by the client itself.
 */
import { api, ask, base, base64url, ifMatch, newKey, problemFrom, type Deal, type HandIn, type NewDestination, type NewQuestion, type PaperKind, type Signing, type Terms, type UncoverSaid, type UnmarkSaid, type Work } from '$lib/api';

const of = (id: string) => ({ params: { path: { id } } });
const list = (cursor: string) => ({ params: { query: { cursor, limit: 25 } } });

export const deals = (cursor: string) => ask(api.GET('/deals', list(cursor)));
export const ticketDeals = (ticket: string) => ask(api.GET('/tickets/{id}/deals', of(ticket)));
export const deal = (id: string) => ask(api.GET('/deals/{id}', of(id)));
export const begin = (ticket: string, terms: Terms) => ask(api.POST('/tickets/{id}/deals', { ...of(ticket), body: terms }));
export const draft = (id: string) => ask(api.GET('/deals/{id}/draft', of(id)));
export const saveDraft = (id: string, terms: Terms) => ask(api.PUT('/deals/{id}/draft', { ...of(id), body: terms }));
export const quote = (terms: Terms) => ask(api.POST('/deals/quote', { body: terms }));
export const offer = (id: string, version: number) => ask(api.GET('/deals/{id}/offers/{version}', { params: { path: { id, version } } }));
export const paper = (id: string, version: number, kind: PaperKind) => ask(api.GET('/deals/{id}/papers/{version}/{kind}', { params: { path: { id, version, kind } } }));
export const ledger = (id: string, milestone: string, cursor: string) =>
  ask(api.GET('/deals/{id}/milestones/{milestone}/ledger', { params: { path: { id, milestone }, query: { cursor, limit: 25 } } }));

/** A deal as it was when somebody wished to change it. */
export type Seen = Pick<Deal, 'id' | 'version'>;
const at = <P extends object>({ id, version }: Seen, more: P = {} as P) => ({ params: { path: { id, ...more } }, headers: ifMatch(version) });

export const sendOffer = (seen: Seen, terms: Terms) => ask(api.POST('/deals/{id}/offers', { ...at(seen), body: terms }));
export const accept = (seen: Seen, version: number) => ask(api.POST('/deals/{id}/accept', { ...at(seen), body: { version } }));
export const decline = (seen: Seen) => ask(api.POST('/deals/{id}/decline', { ...at(seen), body: {} }));
export const question = (seen: Seen, body: NewQuestion) => ask(api.POST('/deals/{id}/questions', { ...at(seen), body }));
export const answer = (seen: Seen, question: string, text: string) => ask(api.POST('/deals/{id}/questions/{question}/answer', { ...at(seen, { question }), body: { text } }));
export const drop = (seen: Seen, question: string) => ask(api.POST('/deals/{id}/questions/{question}/drop', { ...at(seen, { question }), body: {} }));
export const sign = (seen: Seen, body: Signing) => ask(api.POST('/deals/{id}/sign', { ...at(seen), body }));
export const submit = (seen: Seen, milestone: string, body: HandIn) => ask(api.POST('/deals/{id}/milestones/{milestone}/submit', { ...at(seen, { milestone }), body }));
export const requestChanges = (seen: Seen, milestone: string, text: string) => ask(api.POST('/deals/{id}/milestones/{milestone}/request-changes', { ...at(seen, { milestone }), body: { text } }));
export const release = (seen: Seen, milestone: string, amountMinor: number) => ask(api.POST('/deals/{id}/milestones/{milestone}/release', { ...at(seen, { milestone }), body: { amountMinor } }));
export const repeat = (seen: Seen, payout: string) => ask(api.POST('/deals/{id}/payouts/{payout}/repeat', { ...at(seen, { payout }), body: {} }));
/** What is done with a milestone without a word: the end of its address. */
export type Way = 'start' | 'fund' | 'approve' | 'cancel' | `cancel/${'agree' | 'refuse' | 'withdraw'}`;
export const step = (seen: Seen, milestone: string, way: Way) => ask(api.POST(`/deals/{id}/milestones/{milestone}/${way}`, { ...at(seen, { milestone }), body: {} }));

export const call = (ticket: string) => ask(api.GET('/tickets/{id}/call', of(ticket)));
export const openCall = (ticket: string, brief: string) => ask(api.PUT('/tickets/{id}/call', { ...of(ticket), body: { brief } }));
export const closeCall = (ticket: string) => ask(api.DELETE('/tickets/{id}/call', of(ticket)));
export const invite = (ticket: string, specialist: string) => ask(api.POST('/tickets/{id}/invitations', { ...of(ticket), body: { specialist } }));
export const calls = (cursor: string) => ask(api.GET('/calls', list(cursor)));
export const apply = (id: string, text: string) => ask(api.PUT('/calls/{id}/application', { ...of(id), body: { text } }));
export const unapply = (id: string) => ask(api.DELETE('/calls/{id}/application', of(id)));

export const destination = () => ask(api.GET('/me/destination'));
export const saveDestination = (body: NewDestination) => ask(api.PUT('/me/destination', { body }));

/** Covered places of what the two of a deal say to each other. */
export type Spoken = Pick<UncoverSaid, 'in' | 'of' | 'round'>;
export const uncover = (id: string, body: UncoverSaid) => ask(api.POST('/deals/{id}/uncover', { ...of(id), body }));
export const unmark = (id: string, body: UnmarkSaid) => ask(api.POST('/deals/{id}/unmark', { ...of(id), body }));

/** What is no call of the client, a link or a file on its way, has its address filled in here. */
const filled = (parts: TemplateStringsArray, ...ids: (string | number)[]) => parts.reduce((path, part, i) => path + encodeURIComponent(String(ids[i - 1])) + part);
export const workAddress = (deal: string, work: string) => base + filled`/deals/${deal}/works/${work}`;
export const paperAddress = (deal: string, version: number, kind: PaperKind, form: 'file' | 'text') => base + filled`/deals/${deal}/papers/${version}/${kind}/${form}`;
export const broughtAddress = (deal: string, version: number, kind: PaperKind, brought: string) => base + filled`/deals/${deal}/papers/${version}/${kind}/brought/${brought}`;

/** Sends a file with what the reader sees of its way. XMLHttpRequest, because fetch tells nothing about what has left. */
function sendFile<T>(path: string, file: File, headers: Record<string, string>, onProgress: (share: number) => void): Promise<T> {
  const request = new XMLHttpRequest();
  return new Promise((resolve, reject) => {
    request.open('POST', base + path);
    const all = { 'X-Surety-Csrf': '1', 'Idempotency-Key': newKey(), ...headers };
    Object.entries(all).forEach(([name, value]) => request.setRequestHeader(name, value));
    request.responseType = 'json';
    request.upload.onprogress = (event) => onProgress(event.lengthComputable ? event.loaded / event.total : 0);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(request.response as T);
      else reject(problemFrom(request.status, request.response, request.getResponseHeader('Retry-After')));
    };
    request.onerror = () => reject(problemFrom(0, { code: 'offline' }));
    request.send(file);
  });
}

/** Registers a work: its digest and time go on the record. `preview` is what the client may read before it is released. */
export const register = (deal: string, milestone: string, file: File, preview: string, onProgress: (share: number) => void) =>
  sendFile<Work>(`${filled`/deals/${deal}/works`}?milestone=${encodeURIComponent(milestone)}&size=${file.size}`, file,
    { 'Content-Type': 'application/octet-stream', 'Upload-Name': base64url(file.name), ...(preview && { 'Upload-Preview': base64url(preview) }) }, onProgress);

/** Brings in a paper signed elsewhere; the server checks it against ours. */
export const bring = (deal: Deal, version: number, kind: PaperKind, file: File, onProgress: (share: number) => void) =>
  sendFile<Deal>(`${filled`/deals/${deal.id}/papers/${version}/${kind}/brought`}?size=${file.size}`, file, { 'Content-Type': 'application/pdf', ...ifMatch(deal.version) }, onProgress);
