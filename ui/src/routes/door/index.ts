import { session } from '$lib/account/session.svelte';
import { api, ask } from '$lib/api';
import { need } from '$lib/i18n';
import { Elsewhere, lazy, type Route, type Visit } from '$lib/route';

const words = { load: () => need('door', 'account', 'problem') };
const lostWords = { load: () => need('door', 'account', 'lost', 'problem') };
const token = ({ id }: Visit) => ({ params: { path: { token: id } } });

function onlyToEnrol({ url }: Visit): void {
  if (session.current?.state !== 'enrol') throw new Elsewhere(session.next(url.searchParams.get('next')));
}

/** What one may see before being known. */
export default [
  { path: '/sign-up', steps: [words, lazy(() => import('./SignUpPage.svelte'))] },
  { path: '/reset', steps: [words, lazy(() => import('./ForgotPage.svelte'))] },
  { path: '/reset/*', steps: [words, lazy(() => import('./ResetPage.svelte'), async (visit) => ({ token: visit.id, reset: await ask(api.GET('/password-reset/{token}', token(visit))) }))] },
  { path: '/setup/*', steps: [words, lazy(() => import('./SetupPage.svelte'), async (visit) => ({ token: visit.id, setup: await ask(api.GET('/setup/{token}', token(visit))) }))] },
  { path: '/welcome/*', steps: [words, lazy(() => import('./WelcomePage.svelte'), async (visit) => ({ token: visit.id, invitation: await ask(api.GET('/invitations/{token}', token(visit))) }))] },
  { path: '/lost-access', steps: [lostWords, lazy(() => import('$lib/recovery/Lost.svelte'))] },
  { path: '/lost-access/enter/*', steps: [lostWords, lazy(() => import('$lib/recovery/Enter.svelte'), async (visit) => ({ token: visit.id, ...(await ask(api.GET('/lost-access/enter/{token}', token(visit)))) }))] },
  { path: '/lost-access/stop/*', steps: [lostWords, lazy(() => import('$lib/recovery/Stop.svelte'), async (visit) => ask(api.GET('/lost-access/stop/{token}', token(visit))).then(() => ({ token: visit.id })))] },
  { path: '/enrol', steps: [{ load: onlyToEnrol }, words, lazy(() => import('./EnrolPage.svelte'))] },
  { path: '/demo', steps: [words, lazy(() => import('./DemoPage.svelte'), async () => ({ personas: await ask(api.GET('/demo/personas')) }))] },
  { path: '/demo/mail', steps: [words, lazy(() => import('./LettersPage.svelte'), async () => ({ letters: (await ask(api.GET('/demo/mail', { params: { query: { limit: 100 } } }))).items }))] },
  { path: '/demo/mail/*', steps: [words, lazy(() => import('./LetterPage.svelte'), async ({ id }) => ({ id, letter: await ask(api.GET('/demo/mail/{id}', { params: { path: { id } } })) }))] },
] satisfies Route[];
