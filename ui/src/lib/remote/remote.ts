/** Every request about remote sessions, in one place. A refusal is thrown as a `Problem`; fresh proof is asked for by the client itself. */
import { api, ask, base, type NewRemoteSession, type RemotePower, type RemoteReason, type RemoteStep } from '$lib/api';
import type { Page, RecordingCommand, RecordingCourse, RecordingFind, RecordingPlay, RecordingVerdict, SessionWork, SnapshotCheck, SnapshotDifference, SnapshotEntries, SnapshotRows, WorkReport } from './types';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- until the routes are in the schema
const http = api as any;
const get = <T>(path: string, query: object = {}): Promise<T> => ask(http.GET(path, { params: { query } })) as Promise<T>;

const of = (id: string) => ({ params: { path: { id } } });

export const askFor = (ticket: string, request: NewRemoteSession) => ask(api.POST('/tickets/{id}/remote-sessions', { ...of(ticket), body: request }));
export const session = (id: string) => ask(api.GET('/remote-sessions/{id}', of(id)));
export const ofTicket = (ticket: string, cursor = '') => ask(api.GET('/tickets/{id}/remote-sessions', { params: { path: { id: ticket }, query: { cursor } } }));
export const running = (cursor: string) => ask(api.GET('/remote-sessions', { params: { query: { state: 'live', cursor } } }));
export const code = (id: string) => ask(api.POST('/remote-sessions/{id}/code', { ...of(id), body: {} }));
export const refuse = (id: string) => ask(api.POST('/remote-sessions/{id}/refuse', { ...of(id), body: {} }));
export const report = (id: string, reason: RemoteReason) => ask(api.POST('/remote-sessions/{id}/report', { ...of(id), body: { reason } }));
export const turn = (id: string, step: RemoteStep, power?: RemotePower) => ask(api.POST('/remote-sessions/{id}/turns', { ...of(id), body: { step, power } }));

export const programs = () => ask(api.GET('/assist/downloads'));
export const programAddress = (name: string) => `${base}/assist/downloads/${encodeURIComponent(name)}`;

export const recording = (id: string) => get<RecordingCourse>(`/remote-sessions/${id}/recording`);
export const play = (id: string, stream: number, fromMicros: number, skip: number, picture: boolean) => get<RecordingPlay>(`/remote-sessions/${id}/recording/play`, { stream, fromMicros, skip, picture, limit: 1000 });
export const search = (id: string, q: string, cursor: string) => get<Page<RecordingFind>>(`/remote-sessions/${id}/recording/search`, { q, cursor });
export const commands = (id: string, cursor: string) => get<Page<RecordingCommand>>(`/remote-sessions/${id}/recording/commands`, { cursor });
export const check = (id: string) => get<RecordingVerdict>(`/remote-sessions/${id}/recording/verify`);
export const castAddress = (id: string, stream: number) => `${base}/remote-sessions/${id}/recording/cast?stream=${stream}`;
export const watchAddress = (id: string, stream: number) => `${base}/remote-sessions/${id}/watch?stream=${stream}`;

export const snapshots = (ticket: string, cursor: string) => get<SnapshotRows>(`/tickets/${ticket}/snapshots`, { cursor });
export const entries = (id: string, path: string, cursor: string) => get<SnapshotEntries>(`/snapshots/${id}/entries`, { path, cursor });
export const differences = (id: string, other: string, cursor: string) => get<Page<SnapshotDifference>>(`/snapshots/${id}/compare`, { with: other, cursor });
export const fileAddress = (id: string, path: string) => `${base}/snapshots/${id}/file?path=${encodeURIComponent(path)}`;
export const checkSnapshot = (id: string) => ask(http.POST(`/snapshots/${id}/verify`, { body: {} })) as Promise<SnapshotCheck>;
export const restoreCode = (id: string) => ask(api.POST('/snapshots/{id}/code', { ...of(id), body: {} }));

export const workOf = (id: string) => get<SessionWork>(`/remote-sessions/${id}/work`);
export const workReport = (milestone: string) => get<WorkReport>(`/milestones/${milestone}/work-report`);
