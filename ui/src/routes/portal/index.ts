import { enter } from '$lib/account/enter';
import { need } from '$lib/i18n';
import { lazy, ready, type Route } from '$lib/route';
import PortalShell from '$lib/shell/PortalShell.svelte';
import HomePage from './HomePage.svelte';

const frame = [{ load: enter('portal') }, { load: () => need('portal') }, ready(PortalShell)];

/** The client's side. */
export default [
  { path: '/portal', steps: [...frame, ready(HomePage)] },
  { path: '/portal/new', steps: [...frame, { load: () => need('asking', 'ticket', 'problem') }, lazy(() => import('$lib/portal/Ask.svelte'))] },
  {
    path: '/portal/*',
    steps: [...frame, { load: ({ url }) => need('ticket', 'problem', ...(url.searchParams.has('sent') ? (['asking'] as const) : [])) }, lazy(() => import('$lib/portal/RequestView.svelte'), ({ id }) => ({ id }))],
  },
] satisfies Route[];
