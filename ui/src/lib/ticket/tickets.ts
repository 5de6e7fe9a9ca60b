import { api, ask, type Page, type TicketRow } from '$lib/api';

export interface TicketQuery {
  cursor?: string;
  limit?: number;
  status?: string;
  department?: string;
  assignee?: string;
  requester?: string;
  tag?: string;
  priority?: string;
  class?: string;
  watching?: boolean;
  number?: number;
  sort?: string;
}

/** One page of the tickets that the reader may see and that the query asks for. */
export const listTickets = (query: TicketQuery): Promise<Page<TicketRow>> => ask(api.GET('/tickets', { params: { query: query as never } }));
