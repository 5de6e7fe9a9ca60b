import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Message } from '$lib/api';
import { ConversationState, joined } from './conversation.svelte';

const said = (seq: number, more: Partial<Message> = {}) => ({ seq, kind: 'message', mine: false, text: `${seq}`, files: [], ...more }) as Message;
const page = (items: Message[], next = '') => new Response(JSON.stringify({ items, next }), { headers: { 'Content-Type': 'application/json' } });
const asked: string[] = [];

beforeEach(() => {
  asked.length = 0;
  const RealRequest = Request;
  vi.stubGlobal('Request', class extends RealRequest {
    constructor(input: string, init?: RequestInit) {
      super(new URL(input, 'http://surety.example'), init);
    }
  });
  vi.stubGlobal('document', { visibilityState: 'visible' });
});
afterEach(() => vi.unstubAllGlobals());

/** Answers each request in turn, and notes what was asked. */
function answer(...pages: Response[]) {
  vi.stubGlobal('fetch', (request: Request) => {
    asked.push(`${request.method} ${new URL(request.url).search}`);
    return Promise.resolve(request.method === 'GET' ? (pages.shift() as Response) : new Response(null, { status: 204 }));
  });
}

test('a later copy takes the place of an earlier one, in order', () => {
  expect(joined([said(1), said(3)], [said(2), said(3, { text: 'anew' })]).map(({ text }) => text)).toEqual(['1', '2', 'anew']);
});

test('what has come since is asked for from the last one on, page after page', async () => {
  answer(page([said(1), said(2)]), page([said(3)], '3'), page([said(4)]));
  const talk = new ConversationState('t1');
  await talk.load();
  await talk.catchUp();
  expect(talk.items?.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  expect(asked).toEqual(['GET ', 'GET ?after=2', 'GET ?after=3']);
});

test('earlier ones are put before, and the place to go on from is kept', async () => {
  answer(page([said(3), said(4)], '-3'), page([said(1), said(2)]));
  const talk = new ConversationState('t1');
  await talk.load();
  await talk.loadEarlier();
  expect([talk.items?.map(({ seq }) => seq), talk.earlier, asked[1]]).toEqual([[1, 2, 3, 4], '', 'GET ?cursor=-3']);
});

test('words of others count as unseen until they have been before the eyes', async () => {
  answer(page([said(1), said(2), said(3, { mine: true }), said(4, { kind: 'event' }), said(5)]));
  const talk = new ConversationState('t1');
  talk.begin(1);
  await talk.load();
  expect(talk.unseen).toBe(2);
  talk.see();
  expect([talk.unseen, talk.seen]).toEqual([0, 5]);
  expect(asked.at(-1)).toBe('PUT ');
});
