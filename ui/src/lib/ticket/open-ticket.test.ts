import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Ticket } from '$lib/api';
import { OpenTicket } from './open-ticket.svelte';

const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status, headers: { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json' } });
const ticket = (version: number, more: Partial<Ticket> = {}) => ({ id: 't1', version, status: 'open', tags: [], ...more }) as unknown as Ticket;
const stale = () => json({ code: 'version_stale', status: 412 }, 412);
const patched: (string | null)[] = [];
let answers: Response[] = [];

beforeEach(() => {
  patched.length = 0;
  const RealRequest = Request;
  vi.stubGlobal('Request', class extends RealRequest {
    constructor(input: string, init?: RequestInit) {
      super(new URL(input, 'http://surety.example'), init);
    }
  });
  vi.stubGlobal('document', { visibilityState: 'visible', cookie: '' });
  vi.stubGlobal('fetch', (request: Request) => {
    if (new URL(request.url).pathname.endsWith('/messages')) return Promise.resolve(json({ items: [], next: '' }));
    if (request.method === 'PATCH') patched.push(request.headers.get('If-Match'));
    return Promise.resolve(answers.shift() ?? json({}, 500));
  });
});
afterEach(() => vi.unstubAllGlobals());

test('one’s own reply does not refuse the change that follows it', async () => {
  const open = new OpenTicket('t1');
  open.accept(ticket(1));
  answers = [stale(), json(ticket(2, { status: 'waiting' } as Partial<Ticket>)), json(ticket(3))];
  await open.change({ assignee: null });
  expect([patched.length, open.ticket?.version]).toEqual([2, 3]);
});

test('what somebody else changed meanwhile is shown, and not overwritten', async () => {
  const open = new OpenTicket('t1');
  open.accept(ticket(1));
  answers = [stale(), json(ticket(2, { tags: ['net'] } as Partial<Ticket>))];
  await expect(open.change({ tags: ['vpn'] })).rejects.toMatchObject({ code: 'version_stale' });
  expect([patched.length, open.ticket?.version]).toEqual([1, 2]);
});

test('a second refusal is passed on', async () => {
  const open = new OpenTicket('t1');
  open.accept(ticket(1));
  answers = [stale(), json(ticket(2)), stale(), json(ticket(3))];
  await expect(open.change({ tags: ['vpn'] })).rejects.toMatchObject({ code: 'version_stale' });
  expect(patched.length).toBe(2);
});
