import { redirect } from '@sveltejs/kit';
import { session } from '$lib/account/session.svelte';

export const load = async ({ parent, url }) => {
  await parent();
  if (session.current?.state !== 'enrol') redirect(307, session.next(url.searchParams.get('next')));
};
