import { enter } from '$lib/account/enter';
import { session } from '$lib/account/session.svelte';
import type { Area } from '$lib/api';
import { need } from '$lib/i18n';
import { lazy, type Route } from '$lib/route';

/** Each side has its sessions in the frame it works in. */
async function frame() {
  const works = (['desk', 'admin', 'record', 'bank', 'arbiter'] satisfies Area[]).some((area) => session.has(area));
  await need('account', 'remote', 'problem', 'ticket', works ? 'staff' : 'portal');
  const { default: Shell } = works ? await import('$lib/shell/StaffShell.svelte') : await import('$lib/shell/PortalShell.svelte');
  return { Shell, works };
}

const inside = [{ load: enter() }, lazy(() => import('./RemoteFrame.svelte'), frame)];
const recorded = [...inside, { load: () => need('replay') }];
const kept = [...inside, { load: () => need('snapshot') }];

/** Remote sessions, for both sides and for leads. */
export default [
  { path: '/remote/*', steps: [...inside, lazy(() => import('./SessionPage.svelte'), ({ id }) => ({ id }))] },
  { path: '/remote/new/*', steps: [...inside, lazy(() => import('$lib/remote/ask/Ask.svelte'), ({ id }) => ({ ticket: id }))] },
  { path: '/remote/live', steps: [...inside, lazy(() => import('$lib/remote/page/Running.svelte'))] },
  { path: '/remote/reports', steps: [...inside, lazy(() => import('$lib/remote/page/Reports.svelte'))] },
  { path: '/remote/work/*', steps: [...inside, { load: () => need('working') }, lazy(() => import('./WorkPage.svelte'), ({ id }) => ({ id }))] },
  { path: '/remote/play/*', steps: [...recorded, lazy(() => import('./PlayPage.svelte'), ({ id, url }) => ({ id, at: Number(url.searchParams.get('at')) || 0 }))] },
  { path: '/remote/watch/*', steps: [...recorded, lazy(() => import('./WatchPage.svelte'), ({ id }) => ({ id }))] },
  { path: '/remote/snapshots/*', steps: [...kept, lazy(() => import('$lib/remote/keep/Snapshots.svelte'), ({ id }) => ({ ticket: id }))] },
  { path: '/remote/snapshot/*', steps: [...kept, lazy(() => import('./SnapshotPage.svelte'), ({ id, url }) => ({ id, ticket: url.searchParams.get('ticket') ?? '' }))] },
] satisfies Route[];
