import { redirect } from '@sveltejs/kit';
import { enter } from '$lib/account/enter';
import { session } from '$lib/account/session.svelte';

/** The address mails point at: it leads each side to its own view of the ticket. */
export const load = async ({ parent, url, params: { id } }) => {
  await parent();
  enter(url);
  redirect(307, session.has('desk') ? `/desk/${id}` : `/portal/${id}`);
};
