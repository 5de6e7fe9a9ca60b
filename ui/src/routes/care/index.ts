import { need } from '$lib/i18n';
import { lazy, type Route } from '$lib/route';
import { forStaff, framed } from '../frame';

const complaint = framed('account', 'complaint', 'record', 'cover');
const told = framed('account', 'status', 'record', 'cover', 'ticket');
const kept = forStaff('ticket', 'retention');
const people = forStaff('ticket', 'data');
const recovery = forStaff('account', 'lost', 'record');

/** Complaints, and lost access, for those who decide it; what clients are told of their cases, and who answers those that feel unsafe; how long cases are kept, and what is kept about people. */
export default [
  { path: '/complaints', steps: [...complaint, lazy(() => import('$lib/complaint/Lists.svelte'))] },
  { path: '/complaints/desk', steps: [...complaint, lazy(() => import('$lib/complaint/Lists.svelte'))] },
  { path: '/complaints/new/*', steps: [...complaint, lazy(() => import('$lib/complaint/File.svelte'), ({ id }) => ({ ticket: id }))] },
  { path: '/complaints/alerts', steps: [...complaint, lazy(() => import('$lib/honey/Alerts.svelte'))] },
  { path: '/complaints/alerts/*', steps: [...complaint, lazy(() => import('./AlertPage.svelte'), ({ id }) => ({ id }))] },
  { path: '/complaints/decoys', steps: [...complaint, lazy(() => import('$lib/honey/Decoys.svelte'))] },
  { path: '/complaints/decoys/new', steps: [...complaint, lazy(() => import('$lib/honey/NewDecoy.svelte'))] },
  { path: '/complaints/recording/*', steps: [...complaint, { load: () => need('remote', 'replay') }, lazy(() => import('./RecordingPage.svelte'), ({ id, url }) => ({ session: id, id: url.searchParams.get('complaint') ?? '', reason: url.searchParams.get('reason') ?? '' }))] },
  { path: '/complaints/*', steps: [...complaint, lazy(() => import('./ComplaintPage.svelte'), ({ id }) => ({ id }))] },
  { path: '/recoveries', steps: [...recovery, lazy(() => import('$lib/recovery/Desk.svelte'))] },
  { path: '/recoveries/*', steps: [...recovery, lazy(() => import('$lib/recovery/Request.svelte'), ({ id }) => ({ id }))] },
  { path: '/retention/people', steps: [...people, lazy(() => import('$lib/person/Requests.svelte'))] },
  { path: '/retention/people/*', steps: [...people, lazy(() => import('$lib/person/Request.svelte'), ({ id }) => ({ id }))] },
  { path: '/retention', steps: [...kept, lazy(() => import('$lib/retention/Page.svelte'))] },
  { path: '/retention/case/*', steps: [...kept, lazy(() => import('$lib/retention/CasePage.svelte'), ({ id }) => ({ id }))] },
  { path: '/status', steps: [...told, lazy(() => import('$lib/status/Overview.svelte'))] },
  { path: '/status/case/*', steps: [...told, lazy(() => import('$lib/status/CasePage.svelte'), ({ id }) => ({ id }))] },
  { path: '/status/report/*', steps: [...told, lazy(() => import('$lib/status/ReportPage.svelte'), ({ id }) => ({ id }))] },
  { path: '/status/follow-ups', steps: [...told, lazy(() => import('$lib/status/FollowUps.svelte'))] },
  { path: '/status/follow-ups/*', steps: [...told, lazy(() => import('$lib/status/FollowUpPage.svelte'), ({ id }) => ({ id }))] },
] satisfies Route[];
