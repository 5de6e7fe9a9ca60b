import { redirect } from '@sveltejs/kit';
import { session } from '$lib/account/session.svelte';

export const load = async ({ parent, url }) => {
  await parent();
  const way = session.next(url.searchParams.get('next'));
  if (way !== '/sign-in') redirect(307, way);
};
