import { api, ask, type Ref, type Ticket } from '$lib/api';

/** Who had a hand in the case, but for the reader: those called to it, whoever has it, and whoever wrote in it lately. */
export async function peopleOf(ticket: Ticket, me: string | undefined): Promise<Ref[]> {
  const talk = await ask(api.GET('/tickets/{id}/messages', { params: { path: { id: ticket.id }, query: { limit: 100 } } }));
  const all = [ticket.requester, ticket.assignee, ...ticket.members.map(({ account }) => account), ...talk.items.map(({ author }) => author)];
  const known = new Map<string, Ref>();
  for (const one of all) if (one && one.id !== '' && one.name && one.id !== me) known.set(one.id, { id: one.id, name: one.name });
  return [...known.values()];
}
