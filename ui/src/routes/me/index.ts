import { enter } from '$lib/account/enter';
import { session } from '$lib/account/session.svelte';
import type { Area } from '$lib/api';
import { need } from '$lib/i18n';
import { Elsewhere, lazy, type Route, type Visit } from '$lib/route';

function home(): void {
  if (!session.problem) throw new Elsewhere(session.next());
}

/** The address mails point at: it leads each side to its own view of the ticket. */
function ticket({ id }: Visit): void {
  throw new Elsewhere(session.has('desk') ? `/desk/${id}` : `/portal/${id}`);
}

/** My account looks as the rest of what one sees: clients have it in the portal, those who work here in their own frame. */
async function frame() {
  const works = (['desk', 'admin', 'record', 'arbiter'] satisfies Area[]).some((area) => session.has(area));
  await need('account', 'door', 'me', 'data', 'problem', ...(works ? (['staff', 'ticket'] as const) : (['portal', 'ticket'] as const)));
  const { default: Shell } = works ? await import('$lib/shell/StaffShell.svelte') : await import('$lib/shell/PortalShell.svelte');
  return { Shell, works };
}

const mine = [{ load: enter() }, lazy(() => import('./MeFrame.svelte'), frame)];

/** What is the same for everybody. */
export default [
  { path: '/', steps: [{ load: home }] },
  { path: '/tickets/*', steps: [{ load: enter() }, { load: ticket }] },
  { path: '/me', steps: [...mine, lazy(() => import('./MePage.svelte'))] },
  { path: '/me/data', steps: [...mine, lazy(() => import('$lib/person/MyData.svelte'))] },
] satisfies Route[];
