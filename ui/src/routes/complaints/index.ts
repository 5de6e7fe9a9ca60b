import { enter } from '$lib/account/enter';
import { session } from '$lib/account/session.svelte';
import type { Area } from '$lib/api';
import { need } from '$lib/i18n';
import { lazy, type Route } from '$lib/route';

/** Each side has its complaints in the frame it works in. */
async function frame() {
  const works = (['desk', 'admin', 'record', 'bank', 'arbiter'] satisfies Area[]).some((area) => session.has(area));
  await need('account', 'complaint', 'problem', 'record', works ? 'staff' : 'portal');
  const { default: Shell } = works ? await import('$lib/shell/StaffShell.svelte') : await import('$lib/shell/PortalShell.svelte');
  return { Shell, works };
}

const inside = [{ load: enter() }, lazy(() => import('../remote/RemoteFrame.svelte'), frame)];

/** Complaints, for both sides and for security officers. */
export default [
  { path: '/complaints', steps: [...inside, lazy(() => import('$lib/complaint/Lists.svelte'))] },
  { path: '/complaints/desk', steps: [...inside, lazy(() => import('$lib/complaint/Lists.svelte'))] },
  { path: '/complaints/new/*', steps: [...inside, lazy(() => import('$lib/complaint/File.svelte'), ({ id }) => ({ ticket: id }))] },
  { path: '/complaints/*', steps: [...inside, lazy(() => import('./ComplaintPage.svelte'), ({ id }) => ({ id }))] },
] satisfies Route[];
