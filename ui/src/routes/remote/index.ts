import { need } from '$lib/i18n';
import { lazy, type Route } from '$lib/route';
import { framed } from '../frame';

const inside = framed('account', 'remote', 'ticket');
const recorded = [...inside, { load: () => need('replay') }];
const kept = [...inside, { load: () => need('snapshot') }];

/** Remote sessions, for both sides and for leads. */
export default [
  { path: '/remote/*', steps: [...inside, lazy(() => import('./SessionPage.svelte'), ({ id }) => ({ id }))] },
  { path: '/remote/new/*', steps: [...inside, lazy(() => import('$lib/remote/ask/Ask.svelte'), ({ id }) => ({ ticket: id }))] },
  { path: '/remote/live', steps: [...inside, lazy(() => import('$lib/remote/page/Running.svelte'))] },
  { path: '/remote/mine', steps: [...inside, lazy(() => import('$lib/remote/page/Mine.svelte'))] },
  { path: '/remote/reports', steps: [...inside, lazy(() => import('$lib/remote/page/Reports.svelte'))] },
  { path: '/remote/work/*', steps: [...inside, { load: () => need('working') }, lazy(() => import('./WorkPage.svelte'), ({ id }) => ({ id }))] },
  { path: '/remote/play/*', steps: [...recorded, lazy(() => import('./PlayPage.svelte'), ({ id, url }) => ({ id, at: Number(url.searchParams.get('at')) || 0 }))] },
  { path: '/remote/watch/*', steps: [...recorded, lazy(() => import('./WatchPage.svelte'), ({ id }) => ({ id }))] },
  { path: '/remote/snapshots/*', steps: [...kept, lazy(() => import('$lib/remote/keep/Snapshots.svelte'), ({ id }) => ({ ticket: id }))] },
  { path: '/remote/snapshot/*', steps: [...kept, lazy(() => import('./SnapshotPage.svelte'), ({ id, url }) => ({ id, ticket: url.searchParams.get('ticket') ?? '' }))] },
] satisfies Route[];
