/** Every request about status reports, in one place. A refusal is thrown as a `Problem`. */
import { api, ask, type StatusRhythmCode } from '$lib/api';
import { reader } from '$lib/i18n';

const of = (id: string) => ({ params: { path: { id } } });

export const rhythm = () => ask(api.GET('/me/status-rhythm'));
export const setRhythm = (rhythm: StatusRhythmCode) => ask(api.PUT('/me/status-rhythm', { body: { rhythm } }));
export const ownReports = (cursor: string) => ask(api.GET('/status-reports', { params: { query: { cursor } } }));
export const askReports = () => ask(api.POST('/status-reports', { body: {} }));
export const reportsOf = (id: string) => (cursor: string) => ask(api.GET('/tickets/{id}/status-reports', { params: { path: { id }, query: { cursor } } }));
export const report = (id: string) => ask(api.GET('/status-reports/{id}', of(id)));
export const paper = (id: string) => `/api/v1/status-reports/${encodeURIComponent(id)}/paper?language=${reader.language}`;
export const reportOpenings = (id: string) => (cursor: string) => ask(api.GET('/status-reports/{id}/openings', { params: { path: { id }, query: { cursor } } }));
export const caseOpenings = (id: string) => (cursor: string) => ask(api.GET('/tickets/{id}/openings', { params: { path: { id }, query: { cursor } } }));
export const caseStatus = (id: string) => ask(api.GET('/tickets/{id}/status', of(id)));
export const heldOf = (tickets: string[]) => ask(api.GET('/status-reports/cases', { params: { query: { tickets } } }));
export const words = (id: string) => ask(api.GET('/status-reports/{id}/answer', of(id)));
export const answer = (id: string, body: { score: number; text?: string; security?: boolean }) => ask(api.PUT('/status-reports/{id}/answer', { ...of(id), body }));
export const followUps = (cursor: string) => ask(api.GET('/follow-ups', { params: { query: { cursor } } }));
export const followUp = (id: string) => ask(api.GET('/follow-ups/{id}', of(id)));
export const answerFollowUp = (id: string, text: string) => ask(api.POST('/follow-ups/{id}/answer', { ...of(id), body: { text } }));
export const averages = () => ask(api.GET('/follow-ups/averages'));
