/** Every request about remote sessions, in one place. A refusal is thrown as a `Problem`; fresh proof is asked for by the client itself. */
import { api, ask, base } from '$lib/api';
import type { Command, Difference, Entry, Hit, Page, PlayPage, Power, Program, Recording, RecordingCheck, RemoteCode, RemoteSession, ReportReason, SnapshotCheck, SnapshotRow, TurnStep, WorkLog, WorkReport } from './types';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- until the routes are in the schema
const http = api as any;
const get = <T>(path: string, query: object = {}): Promise<T> => ask(http.GET(path, { params: { query } })) as Promise<T>;
const send = <T>(method: 'POST' | 'PUT', path: string, body?: object): Promise<T> => ask(http[method](path, { body })) as Promise<T>;

export interface Request { powers: Power[]; ports: string[]; reason: string; minutes: number }

export const askFor = (ticket: string, request: Request) => send<RemoteSession>('POST', `/tickets/${ticket}/remote-sessions`, request);
export const session = (id: string) => get<RemoteSession>(`/remote-sessions/${id}`);
export const ofTicket = (ticket: string, cursor = '') => get<Page<RemoteSession>>(`/tickets/${ticket}/remote-sessions`, { cursor });
export const running = (cursor: string) => get<Page<RemoteSession>>('/remote-sessions', { state: 'live', cursor });
export const code = (id: string) => send<RemoteCode>('POST', `/remote-sessions/${id}/code`);
export const refuse = (id: string) => send<unknown>('POST', `/remote-sessions/${id}/refuse`);
export const report = (id: string, reason: ReportReason) => send<unknown>('POST', `/remote-sessions/${id}/report`, { reason });
export const turn = (id: string, step: TurnStep, power?: Power) => send<unknown>('POST', `/remote-sessions/${id}/turns`, { step, power });

export const programs = () => get<Program[] | { items: Program[] }>('/assist/downloads').then((all) => ('items' in all ? all.items : all));
export const programAddress = (name: string) => `${base}/assist/downloads/${encodeURIComponent(name)}`;

export const recording = (id: string) => get<Recording>(`/remote-sessions/${id}/recording`);
export const play = (id: string, stream: number, fromMicros: number, limit: number) => get<PlayPage>(`/remote-sessions/${id}/recording/play`, { stream, fromMicros, limit });
export const search = (id: string, q: string, cursor: string) => get<Page<Hit>>(`/remote-sessions/${id}/recording/search`, { q, cursor });
export const commands = (id: string, cursor: string) => get<Page<Command>>(`/remote-sessions/${id}/recording/commands`, { cursor });
export const check = (id: string) => get<RecordingCheck>(`/remote-sessions/${id}/recording/verify`);
export const castAddress = (id: string, stream: number) => `${base}/remote-sessions/${id}/recording/cast?stream=${stream}`;
export const watchAddress = (id: string, stream: number) => `${base}/remote-sessions/${id}/watch?stream=${stream}`;

export const snapshots = (ticket: string, cursor: string) => get<Page<SnapshotRow>>(`/tickets/${ticket}/snapshots`, { cursor });
export const entries = (id: string, path: string, cursor: string) => get<Page<Entry>>(`/snapshots/${id}/entries`, { path, cursor });
export const differences = (id: string, other: string, cursor: string) => get<Page<Difference>>(`/snapshots/${id}/compare`, { with: other, cursor });
export const fileAddress = (id: string, path: string) => `${base}/snapshots/${id}/file?path=${encodeURIComponent(path)}`;
export const checkSnapshot = (id: string) => send<SnapshotCheck>('POST', `/snapshots/${id}/verify`);
export const restoreCode = (id: string) => send<RemoteCode>('POST', `/snapshots/${id}/code`);

export const workOf = (id: string) => get<WorkLog>(`/remote-sessions/${id}/work`);
export const workReport = (milestone: string) => get<WorkReport>(`/milestones/${milestone}/work-report`);
export const writeReport = (milestone: string, written: string) => send<WorkReport>('PUT', `/milestones/${milestone}/work-report`, { written });
