/** Every request about sealed rooms, in one place. A refusal is thrown as a `Problem`; fresh proof is asked for by the client itself. */
import { api, ask, askFile, newKey, type NewRoom, type NewRoomKey, type RecordEntry } from '$lib/api';
import { toBase64 } from '$lib/handover/bytes';

const of = (id: string) => ({ params: { path: { id } } });
const once = () => ({ 'Idempotency-Key': newKey() });

export const ofTicket = (ticket: string) => ask(api.GET('/tickets/{id}/room', of(ticket)));
export const people = (ticket: string) => ask(api.GET('/tickets/{id}/room/people', of(ticket))).then(({ items }) => items);
export const offer = (ticket: string) => ask(api.POST('/tickets/{id}/room/offer', { ...of(ticket), body: {} }));
export const decline = (id: string) => api.POST('/rooms/{id}/decline', of(id));
export const open = (ticket: string, room: NewRoom) => ask(api.POST('/tickets/{id}/room', { ...of(ticket), headers: once(), body: room }));
export const turn = (id: string, epoch: number, key: NewRoomKey) => ask(api.POST('/rooms/{id}/keys', { ...of(id), body: { epoch, key } }));

export const copies = (id: string) => ask(api.GET('/rooms/{id}/keys', of(id))).then(({ items }) => items);
export const recovery = (id: string) => ask(api.GET('/rooms/{id}/recovery', of(id)));

export const messages = (id: string, query: { after?: number; cursor?: string }) => ask(api.GET('/rooms/{id}/messages', { params: { path: { id }, query } }));
export const write = (id: string, epoch: number, seq: number, sealed: Uint8Array) => ask(api.POST('/rooms/{id}/messages', { ...of(id), headers: once(), body: { epoch, seq, sealed: toBase64(sealed) } }));
export const addFile = (id: string, epoch: number, seq: number, sealed: Uint8Array) =>
  ask(api.POST('/rooms/{id}/files', { params: { path: { id }, query: { epoch, seq } }, headers: once(), body: new Blob([new Uint8Array(sealed)]) as unknown as string }));
export const fetchSealed = async (id: string, seq: number) => new Uint8Array(await (await askFile(`/rooms/${encodeURIComponent(id)}/messages/${seq}/sealed`)).arrayBuffer());

/** What the record tells of the room's messages, by their numbers, from the newest back to one. */
export async function onRecord(ticket: string, first: number): Promise<Map<number, RecordEntry>> {
  const found = new Map<number, RecordEntry>();
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const { items, next }: { items: RecordEntry[]; next: string } = await ask(api.GET('/tickets/{id}/record', { params: { path: { id: ticket }, query: { cursor, limit: 100 } } }));
    items.filter(({ action }) => action === 'room.write').forEach((entry) => found.set(Number(entry.params['seq']), entry));
    cursor = next && !found.has(first) ? next : undefined;
  }
  return found;
}
