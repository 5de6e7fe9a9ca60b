import { session } from '$lib/account/session.svelte';
import type { Ticket } from '$lib/api';

/** Whether the reader may ask the client for a remote session, as the rule says: an agent of the department, or a specialist called to the case. */
export function asksRemote({ department, members, mergedInto, requester, status }: Pick<Ticket, 'department' | 'members' | 'mergedInto' | 'requester' | 'status'>): boolean {
  const me = session.account;
  if (!me || status === 'closed' || mergedInto || requester.id === me.id) return false;
  const agent = me.posts.some((post) => post.department.id === department.id && post.post === 'agent');
  return agent || (me.roles.includes('specialist') && members.some(({ account, role }) => account.id === me.id && role === 'specialist'));
}
