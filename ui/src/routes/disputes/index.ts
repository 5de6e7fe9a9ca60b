import { enter } from '$lib/account/enter';
import { session } from '$lib/account/session.svelte';
import { Problem, type Area } from '$lib/api';
import { need } from '$lib/i18n';
import { lazy, type Route } from '$lib/route';

/** There are no deals, and so none of this, where only a help desk is run. */
function dealing(): void {
  if (!session.problem && session.installation?.mode === 'desk') throw new Problem(404, 'absent');
}

/** Each side has these in the frame it works in. */
async function frame() {
  const works = (['desk', 'admin', 'record', 'bank', 'arbiter'] satisfies Area[]).some((area) => session.has(area));
  await need('account', 'deal', 'dispute', 'review', 'problem', 'ticket', works ? 'staff' : 'portal');
  const { default: Shell } = works ? await import('$lib/shell/StaffShell.svelte') : await import('$lib/shell/PortalShell.svelte');
  return { Shell, works };
}

const inside = [{ load: enter() }, { load: dealing }, lazy(() => import('../deals/DealFrame.svelte'), frame)];

/** Disputes for both sides and arbiters, reviews, profiles. */
export default [
  { path: '/disputes', steps: [...inside, lazy(() => import('$lib/dispute/DisputeList.svelte'))] },
  { path: '/disputes/*', steps: [...inside, lazy(() => import('./DisputePage.svelte'), ({ id }) => ({ id }))] },
  { path: '/disputes/new/*', steps: [...inside, lazy(() => import('$lib/dispute/Begin.svelte'), ({ id, url }) => ({ deal: id, milestone: url.searchParams.get('milestone') ?? '' }))] },
  { path: '/disputes/lead', steps: [...inside, lazy(() => import('$lib/dispute/desk/Lead.svelte'))] },
  { path: '/disputes/limits', steps: [...inside, lazy(() => import('$lib/dispute/LimitsPage.svelte'))] },
  { path: '/disputes/desk', steps: [...inside, lazy(() => import('$lib/dispute/desk/Desk.svelte'))] },
  { path: '/deals/reviews', steps: [...inside, lazy(() => import('$lib/review/WaitingReviews.svelte'))] },
  { path: '/deals/removals', steps: [...inside, lazy(() => import('$lib/review/Removals.svelte'))] },
  { path: '/deals/review/*', steps: [...inside, lazy(() => import('./ReviewPage.svelte'), ({ id, url }) => ({ deal: id, milestone: url.searchParams.get('milestone') ?? '' }))] },
  { path: '/deals/specialists', steps: [...inside, lazy(() => import('$lib/review/FindSpecialists.svelte'))] },
  { path: '/deals/specialists/*', steps: [...inside, lazy(() => import('./ProfilePage.svelte'), ({ id }) => ({ id }))] },
  { path: '/deals/specialists/me', steps: [...inside, lazy(() => import('$lib/review/ProfileForm.svelte'))] },
] satisfies Route[];
