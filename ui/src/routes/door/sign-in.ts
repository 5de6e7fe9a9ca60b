import { session } from '$lib/account/session.svelte';
import { need } from '$lib/i18n';
import { Elsewhere, ready, type Route } from '$lib/route';
import SignInPage from './SignInPage.svelte';

/** Whoever is signed in already goes on at once. */
function pass({ url }: { url: URL }): void {
  const way = session.next(url.searchParams.get('next'));
  if (way !== '/sign-in') throw new Elsewhere(way);
}

export default [{ path: '/sign-in', steps: [{ load: pass }, { load: () => need('door') }, ready(SignInPage)] }] satisfies Route[];
