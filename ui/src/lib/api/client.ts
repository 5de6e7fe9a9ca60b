/**
 * The typed client. Every call goes through {@link ask}, which returns the data or throws a {@link Problem}.
 *
 *     const ticket = await ask(api.GET('/tickets/{id}', { params: { path: { id } } }));
 *
 * Unsafe requests carry the CSRF header; POSTs an Idempotency-Key. `step_up_needed` opens the step-up dialog and, once
 * confirmed, repeats the request; `not_signed_in` hands over to whoever listens (the account slice).
 */
import type { Client } from 'openapi-fetch';
import { reader } from '$lib/i18n';
import { problemFrom, unreachable } from './problem';
import type { paths } from './schema';

export const base = '/api/v1';

interface Guards {
  /** Asks the reader to prove themselves again; true when they did. */
  stepUp: () => Promise<boolean>;
  /** The session is gone. */
  signedOut: () => void;
}
const guards: Guards = { stepUp: () => Promise.resolve(false), signedOut: () => undefined };

/** Set once, by the account slice. */
export const guard = (by: Guards) => Object.assign(guards, by);

/** Random, and also there when the page is served over plain HTTP, where randomUUID is not. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('');
}

async function codeOf(response: Response): Promise<string | undefined> {
  const body: unknown = await response.clone().json().catch(() => undefined);
  return problemFrom(response.status, body).code;
}

/** Names that the server gives in several languages come in the one that is read. */
function prepare(request: Request): Request {
  request.headers.set('Accept-Language', reader.language);
  if (request.method === 'GET') return request;
  request.headers.set('X-Surety-Csrf', '1');
  if (request.method === 'POST' && !request.headers.has('Idempotency-Key')) request.headers.set('Idempotency-Key', newKey());
  return request;
}

/** A refusal may be remembered under its key; after step-up the request is a new one. */
function again(request: Request): Request {
  if (request.headers.has('Idempotency-Key')) request.headers.set('Idempotency-Key', newKey());
  return request;
}

/** Sends a request with all that {@link ask} promises, and leaves the answer unread. */
export async function guarded(input: Request): Promise<Response> {
  const request = prepare(input);
  const spare = request.clone();
  const response = await fetch(request).catch((error: unknown) => {
    if (request.signal.aborted) throw error;
    throw unreachable();
  });
  if (response.status !== 401 && response.status !== 403) return response;
  const code = await codeOf(response);
  if (code === 'not_signed_in') guards.signedOut();
  if (code === 'step_up_needed' && (await guards.stepUp())) return fetch(again(spare));
  return response;
}

interface Options {
  baseUrl?: string;
  params?: { path?: Record<string, string | number>; query?: Record<string, unknown> };
  body?: unknown;
  headers?: HeadersInit;
  signal?: AbortSignal;
}

function addressOf(path: string, { baseUrl = base, params }: Options): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params?.path?.[name])));
  const query = Object.entries(params?.query ?? {}).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return `${baseUrl}${filled}${query.length > 0 ? `?${new URLSearchParams(query.map(([k, v]) => [k, String(v)]))}` : ''}`;
}

async function send(method: string, path: string, options: Options = {}): Promise<Answer<unknown>> {
  const headers = new Headers(options.headers);
  const raw = options.body instanceof Blob;
  const body = raw ? (options.body as Blob) : options.body === undefined ? undefined : JSON.stringify(options.body);
  if (body !== undefined) headers.set('Content-Type', raw ? 'application/octet-stream' : 'application/json');
  const response = await guarded(new Request(addressOf(path, options), { method, headers, body, signal: options.signal, credentials: 'same-origin' }));
  const answer: unknown = await response.json().catch(() => undefined);
  return response.ok ? { data: answer, response } : { error: answer, response };
}

const by = (method: string) => (path: string, options?: Options) => send(method, path, options);

/** openapi-fetch gives the types; what they need at run time is the few lines above, at a fifth of its weight. */
export const api = { GET: by('GET'), POST: by('POST'), PUT: by('PUT'), PATCH: by('PATCH'), DELETE: by('DELETE') } as unknown as Pick<
  Client<paths>,
  'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
>;

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The data of a call, or a thrown {@link Problem}. */
export async function ask<T>(call: Promise<Answer<T>>): Promise<NonNullable<T>> {
  const { data, error, response } = await call;
  if (!response.ok) throw problemFrom(response.status, error, response.headers.get('Retry-After'));
  return data as NonNullable<T>;
}

/** The header that makes an update fail with `version_stale` when somebody was faster. */
export const ifMatch = (version: number | string) => ({ 'If-Match': `"${version}"` });
