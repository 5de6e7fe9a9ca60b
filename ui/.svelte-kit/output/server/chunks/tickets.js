import { n as ask, t as api } from "./client.js";
// src/lib/ticket/tickets.ts
/** One page of the tickets that the reader may see and that the query asks for. */
var listTickets = async (query) => await ask(api.GET("/tickets", { params: { query } }));
export { listTickets as t };
