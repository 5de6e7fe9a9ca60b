/** Every request about remote sessions, in one place. A refusal is thrown as a `Problem`; fresh proof is asked for by the client itself. */
import { api, ask, base, ifMatch, type NewRemoteSession, type RemoteLiftWhy, type RemotePower, type RemoteReason, type RemoteStep, type WorkReport } from '$lib/api';
import type { Source } from './play/source';

const of = (id: string) => ({ params: { path: { id } } });

export const askFor = (ticket: string, request: NewRemoteSession) => ask(api.POST('/tickets/{id}/remote-sessions', { ...of(ticket), body: request }));
export const session = (id: string) => ask(api.GET('/remote-sessions/{id}', of(id)));
export const ofTicket = (ticket: string, cursor = '') => ask(api.GET('/tickets/{id}/remote-sessions', { params: { path: { id: ticket }, query: { cursor } } }));
export const running = (cursor: string) => ask(api.GET('/remote-sessions', { params: { query: { state: 'live', cursor } } }));
export type Part = 'asked' | 'live' | 'ended';
export const mine = (part: Part, cursor: string) => ask(api.GET('/remote-sessions/mine', { params: { query: { part, cursor } } }));
export const code = (id: string) => ask(api.POST('/remote-sessions/{id}/code', { ...of(id), body: {} }));
export const refuse = (id: string) => ask(api.POST('/remote-sessions/{id}/refuse', { ...of(id), body: {} }));
export const report = (id: string, reason: RemoteReason) => ask(api.POST('/remote-sessions/{id}/report', { ...of(id), body: { reason } }));
export const reports = () => ask(api.GET('/remote-sessions/reports', {}));
export const lift = (id: string, why: RemoteLiftWhy) => ask(api.POST('/remote-sessions/{id}/lift', { ...of(id), body: { why } }));
export const turn = (id: string, step: RemoteStep, power?: RemotePower) => ask(api.POST('/remote-sessions/{id}/turns', { ...of(id), body: { step, power } }));

export const join = (id: string, pin: string) => ask(api.POST('/remote-sessions/{id}/join', { ...of(id), body: { pin } }));
export const channelAddress = (id: string) => `${base}/remote-sessions/${id}/channel`;

export const programs = () => ask(api.GET('/assist/downloads'));
export const programKey = () => ask(api.GET('/assist/key'));
export const programAddress = (name: string) => `${base}/assist/downloads/${encodeURIComponent(name)}`;

/** A recording by the rights of its session. */
export const source = (id: string): Source => ({
  back: `/remote/${id}`,
  course: () => ask(api.GET('/remote-sessions/{id}/recording', of(id))),
  play: (stream, fromMicros, skip, picture) => ask(api.GET('/remote-sessions/{id}/recording/play', { params: { path: { id }, query: { stream, fromMicros, skip, picture, limit: 1000 } } })),
  search: (q, cursor) => ask(api.GET('/remote-sessions/{id}/recording/search', { params: { path: { id }, query: { q, cursor } } })),
  commands: (cursor) => ask(api.GET('/remote-sessions/{id}/recording/commands', { params: { path: { id }, query: { cursor } } })),
  check: () => ask(api.GET('/remote-sessions/{id}/recording/verify', of(id))),
  take: { cast: (stream) => `${base}/remote-sessions/${id}/recording/cast?stream=${stream}`, copy: (sha256) => `${base}/remote-sessions/${id}/recording/copies/${sha256}` },
});
export const watchAddress = (id: string, stream: number) => `${base}/remote-sessions/${id}/watch?stream=${stream}`;

export const snapshots = (ticket: string, cursor: string) => ask(api.GET('/tickets/{id}/snapshots', { params: { path: { id: ticket }, query: { cursor } } }));
export const entries = (id: string, path: string, cursor: string) => ask(api.GET('/snapshots/{id}/entries', { params: { path: { id }, query: { path, cursor } } }));
export const differences = (id: string, other: string, cursor: string) => ask(api.GET('/snapshots/{id}/compare', { params: { path: { id }, query: { with: other, cursor } } }));
export const fileAddress = (id: string, path: string) => `${base}/snapshots/${id}/file?path=${encodeURIComponent(path)}`;
export const checkSnapshot = (id: string) => ask(api.POST('/snapshots/{id}/verify', { ...of(id), body: {} }));
export const restoreCode = (id: string) => ask(api.POST('/snapshots/{id}/code', { ...of(id), body: {} }));

export const workOf = (id: string) => ask(api.GET('/remote-sessions/{id}/work', of(id)));

/** A work report with its version, which comes beside it. */
export interface Versioned { report: WorkReport; version: string }
async function versioned(call: Promise<{ data?: WorkReport; error?: unknown; response: Response }>): Promise<Versioned> {
  const report = await ask(call);
  return { report, version: /"(.+)"/.exec((await call).response.headers.get('ETag') ?? '')?.[1] ?? '0' };
}
export const workReport = (milestone: string) => versioned(api.GET('/milestones/{id}/work-report', of(milestone)));
export const writeReport = (milestone: string, version: string, written: string) => versioned(api.PUT('/milestones/{id}/work-report', { ...of(milestone), body: { written }, headers: ifMatch(version) }));
export const sendReport = (milestone: string, version: string) => versioned(api.PUT('/milestones/{id}/work-report/sent', { ...of(milestone), body: {}, headers: ifMatch(version) }));
