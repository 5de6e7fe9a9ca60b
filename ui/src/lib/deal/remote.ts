/**
 * Every request about deals, in one place. A change of a deal names the version that was seen and answers the whole deal anew;
 * a refusal is thrown as a `Problem`. Fresh proof (step-up) is asked for by the client itself.
 */
import { api, ask, base, base64url, ifMatch, newKey, problemFrom, type Page } from '$lib/api';
import type { Application, Call, Charges, Deal, DealRow, Destination, LedgerLine, Offer, Paper, PaperKind, Terms, Work } from './types';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
type Plain = (path: string, options?: object) => ReturnType<typeof api.GET<'/me', object>>;

/** Paths are filled in here, so that each stands once and whole. */
const send = async <T>(method: Method, path: string, options: object = {}): Promise<T> => (await ask((api[method] as unknown as Plain)(path, options))) as unknown as T;
const at = (parts: TemplateStringsArray, ...ids: (string | number)[]) => parts.reduce((path, part, i) => path + encodeURIComponent(String(ids[i - 1])) + part);
const query = (fields: Record<string, unknown>) => ({ params: { query: fields } });

export const deals = (cursor: string) => send<Page<DealRow>>('GET', '/deals', query({ cursor, limit: 25 }));
export const ticketDeals = (ticket: string) => send<Page<DealRow>>('GET', at`/tickets/${ticket}/deals`);
export const deal = (id: string) => send<Deal>('GET', at`/deals/${id}`);
export const begin = (ticket: string, terms: Terms) => send<Deal>('POST', at`/tickets/${ticket}/deals`, { body: terms });
export const draft = (id: string) => send<Terms>('GET', at`/deals/${id}/draft`);
export const saveDraft = (id: string, terms: Terms) => send<unknown>('PUT', at`/deals/${id}/draft`, { body: terms });
export const quote = (terms: Terms, signal?: AbortSignal) => send<{ terms: Terms; charges: Charges }>('POST', '/deals/quote', { body: terms, signal });
export const offer = (id: string, version: number) => send<Offer>('GET', at`/deals/${id}/offers/${version}`);
export const paper = (id: string, version: number, kind: PaperKind) => send<Paper>('GET', at`/deals/${id}/papers/${version}/${kind}`);
export const ledger = (id: string, milestone: string, cursor: string) => send<Page<LedgerLine>>('GET', at`/deals/${id}/milestones/${milestone}/ledger`, query({ cursor, limit: 25 }));

/** Something done to a deal as it was at `version`. */
export const act = (id: string, version: number, way: string, body: object = {}) => send<Deal>('POST', `${at`/deals/${id}`}/${way}`, { body, headers: ifMatch(version) });

export const call = (ticket: string) => send<{ call: Call; applications: Application[] }>('GET', at`/tickets/${ticket}/call`);
export const openCall = (ticket: string, brief: string) => send<Call>('PUT', at`/tickets/${ticket}/call`, { body: { brief } });
export const closeCall = (ticket: string) => send<unknown>('DELETE', at`/tickets/${ticket}/call`);
export const invite = (ticket: string, specialist: string) => send<unknown>('POST', at`/tickets/${ticket}/invitations`, { body: { specialist } });
export const calls = (cursor: string) => send<Page<Call>>('GET', '/calls', query({ cursor, limit: 25 }));
export const apply = (id: string, text: string) => send<unknown>('PUT', at`/calls/${id}/application`, { body: { text } });
export const unapply = (id: string) => send<unknown>('DELETE', at`/calls/${id}/application`);

export const destination = () => send<Destination>('GET', '/me/destination');
export const saveDestination = (body: { holder: string; iban: string; bic?: string }) => send<unknown>('PUT', '/me/destination', { body });

export const workAddress = (deal: string, work: string) => base + at`/deals/${deal}/works/${work}`;
export const paperAddress = (deal: string, version: number, kind: PaperKind, form: 'file' | 'text') => base + at`/deals/${deal}/papers/${version}/${kind}/${form}`;
export const broughtAddress = (deal: string, version: number, kind: PaperKind, brought: string) => base + at`/deals/${deal}/papers/${version}/${kind}/brought/${brought}`;

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
  sendFile<Work>(`${at`/deals/${deal}/works`}?milestone=${encodeURIComponent(milestone)}&size=${file.size}`, file,
    { 'Content-Type': 'application/octet-stream', 'Upload-Name': base64url(file.name), ...(preview && { 'Upload-Preview': base64url(preview) }) }, onProgress);

/** Brings in a paper signed elsewhere; the server checks it against ours. */
export const bring = (deal: Deal, version: number, kind: PaperKind, file: File, onProgress: (share: number) => void) =>
  sendFile<Deal>(`${at`/deals/${deal.id}/papers/${version}/${kind}/brought`}?size=${file.size}`, file, { 'Content-Type': 'application/pdf', ...ifMatch(deal.version) }, onProgress);
