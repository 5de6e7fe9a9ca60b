import { enter } from '$lib/account/enter';
import { session } from '$lib/account/session.svelte';
import { Problem, type Area } from '$lib/api';
import { need } from '$lib/i18n';
import { lazy, type Route } from '$lib/route';
import disputes from '../disputes';

/** There are no deals where only a help desk is run. */
function dealing(): void {
  if (!session.problem && session.installation?.mode === 'desk') throw new Problem(404, 'absent');
}

/** Each side has deals in the frame it works in. */
async function frame() {
  const works = (['desk', 'admin', 'record', 'bank', 'arbiter'] satisfies Area[]).some((area) => session.has(area));
  await need('account', 'deal', 'dispute', 'offer', 'review', 'signing', 'problem', 'ticket', works ? 'staff' : 'portal');
  const { default: Shell } = works ? await import('$lib/shell/StaffShell.svelte') : await import('$lib/shell/PortalShell.svelte');
  return { Shell, works };
}

const inside = [{ load: enter() }, { load: dealing }, lazy(() => import('./DealFrame.svelte'), frame)];
const offer = () => import('$lib/deal/OfferPage.svelte');

/** Deals, for both sides, and what comes of them. */
export default [
  { path: '/deals', steps: [...inside, lazy(() => import('$lib/deal/DealList.svelte'))] },
  { path: '/deals/*', steps: [...inside, lazy(() => import('./DealPage.svelte'), ({ id }) => ({ id }))] },
  { path: '/deals/new/*', steps: [...inside, lazy(offer, ({ id }) => ({ ticket: id }))] },
  { path: '/deals/offer/*', steps: [...inside, lazy(offer, ({ id }) => ({ id }))] },
  { path: '/deals/sign/*', steps: [...inside, lazy(() => import('./SignPage.svelte'), ({ id, url }) => ({ id, version: Number(url.searchParams.get('version')) || 0 }))] },
  { path: '/calls', steps: [...inside, lazy(() => import('$lib/deal/call/Calls.svelte'))] },
  { path: '/paid', steps: [...inside, lazy(() => import('$lib/deal/Paid.svelte'))] },
  ...disputes,
] satisfies Route[];
