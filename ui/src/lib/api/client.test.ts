import { afterEach, expect, test, vi } from 'vitest';
import { api, ask, guard, ifMatch } from './client';
import { problemFrom } from './problem';

const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json' } });

/** Answers in turn; remembers what was asked. Requests need a whole address outside a browser. */
function server(...answers: Response[]) {
  const asked: Request[] = [];
  vi.stubGlobal('fetch', (request: Request) => {
    asked.push(request);
    return Promise.resolve(answers.shift());
  });
  return asked;
}
const baseUrl = 'http://surety.example/api/v1';
afterEach(() => vi.unstubAllGlobals());

test('creating requests carry the CSRF header and a key; reading ones neither', async () => {
  const asked = server(json(200, {}), json(200, {}));
  await ask(api.POST('/me/totp', { baseUrl }));
  await ask(api.GET('/session', { baseUrl }));
  expect(asked[0]?.headers.get('X-Surety-Csrf')).toBe('1');
  expect(asked[0]?.headers.get('Idempotency-Key')).toMatch(/^[0-9a-f]{32}$/);
  expect(asked[1]?.headers.has('X-Surety-Csrf')).toBe(false);
  expect(asked[1]?.headers.has('Idempotency-Key')).toBe(false);
});

test('a refusal is thrown as a Problem', async () => {
  server(json(429, { status: 429, code: 'too_many', retryAfter: 7, detail: 'x' }));
  await expect(ask(api.GET('/me', { baseUrl }))).rejects.toMatchObject({ status: 429, code: 'too_many', retryAfter: 7 });
});

test('step-up repeats the request with its body under a new key', async () => {
  const asked = server(json(403, { status: 403, code: 'step_up_needed' }), json(200, { id: 'p', label: 'Desk' }));
  guard({ stepUp: () => Promise.resolve(true), signedOut: () => undefined });
  const call = api.POST('/me/passkeys', { baseUrl, body: { flow: 'f', credential: {}, label: 'Desk' } });
  await expect(ask(call)).resolves.toMatchObject({ label: 'Desk' });
  expect(await asked[1]?.json()).toMatchObject({ label: 'Desk' });
  expect(asked[1]?.headers.get('Idempotency-Key')).not.toBe(asked[0]?.headers.get('Idempotency-Key'));
});

test('a declined step-up leaves the refusal', async () => {
  const asked = server(json(403, { status: 403, code: 'step_up_needed' }));
  guard({ stepUp: () => Promise.resolve(false), signedOut: () => undefined });
  await expect(ask(api.GET('/me', { baseUrl }))).rejects.toMatchObject({ code: 'step_up_needed' });
  expect(asked).toHaveLength(1);
});

test('a lost session is told once, a failed sign-in is not one', async () => {
  const signedOut = vi.fn();
  guard({ stepUp: () => Promise.resolve(false), signedOut });
  server(json(401, { status: 401, code: 'sign_in_failed' }), json(401, { status: 401, code: 'not_signed_in' }));
  await expect(ask(api.GET('/me', { baseUrl }))).rejects.toMatchObject({ code: 'sign_in_failed' });
  await expect(ask(api.GET('/me', { baseUrl }))).rejects.toMatchObject({ code: 'not_signed_in' });
  expect(signedOut).toHaveBeenCalledOnce();
});

test('an answer that is no problem document still has a code', () => {
  expect(problemFrom(502, '<html>').code).toBe('internal');
  expect(problemFrom(413, undefined).code).toBe('too_large');
  expect(problemFrom(429, {}, '30').retryAfter).toBe(30);
});

test('paths and queries are escaped, empty filters left out', async () => {
  const asked = server(json(200, {}), json(200, {}));
  await ask(api.GET('/tickets/{id}', { baseUrl, params: { path: { id: 'a/b' } } }));
  await ask(api.GET('/tickets', { baseUrl, params: { query: { tag: 'чат & ко', cursor: '', limit: 5 } } }));
  expect(asked[0]?.url).toBe(`${baseUrl}/tickets/a%2Fb`);
  expect(new URL(asked[1]?.url ?? '').searchParams.toString()).toBe(new URLSearchParams({ tag: 'чат & ко', limit: '5' }).toString());
});

test('If-Match quotes the version', () => expect(ifMatch(3)).toEqual({ 'If-Match': '"3"' }));
