import { redirect } from '@sveltejs/kit';
import { session } from '$lib/account/session.svelte';

export const load = async ({ parent }) => {
  await parent();
  if (!session.problem) redirect(307, session.next());
};
