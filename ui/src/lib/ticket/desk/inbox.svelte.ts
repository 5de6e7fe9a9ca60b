import { getContext, setContext } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import { api, ask, CursorList, type Counts, type TicketRow } from '$lib/api';
import { live } from '$lib/live';
import { listTickets } from '../tickets';
import { queryOf, searchOf, type Filters } from './views';

const pauseMs = 350; // several changes at once are one refresh

interface Mark { id: string; name: string; writing: boolean; until: number }

/**
 * The list that staff work from: a page of it and more when asked for, the counts, and who is at which ticket. Changes are
 * taken in at once while one is at its top; further down they wait, counted, so that nothing moves under the eye.
 */
export class Inbox {
  filters = $state.raw<Filters>({});
  list = $state.raw(this.#listOf({}));
  counts = $state.raw<Counts | undefined>(undefined);
  /** Tickets that have changed since the list was fetched. */
  waiting = $state.raw<ReadonlySet<string>>(new Set());
  /** The tickets chosen to do something to all of them. */
  chosen = $state.raw<ReadonlySet<string>>(new Set());
  chosenRows = $derived(this.list.rows?.filter(({ id }) => this.chosen.has(id)) ?? []);
  #chosenLast: string | undefined;
  /** The list is scrolled to its beginning. */
  atTop = true;
  readonly #marks = new SvelteMap<string, readonly Mark[]>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Shows what the filters ask for. */
  show(filters: Filters): void {
    if (this.list.rows && searchOf(filters) === searchOf(this.filters)) return;
    this.filters = filters;
    this.waiting = new Set();
    this.chooseNone();
    this.list = this.#listOf(filters);
    void this.list.load();
  }

  refresh = async (): Promise<void> => {
    this.waiting = new Set();
    await Promise.all([this.list.load(), this.#count()]);
  };

  /** The row as we know it to be now. */
  patch(id: string, change: Partial<TicketRow>): void {
    const rows = this.list.rows;
    if (rows?.some((row) => row.id === id)) this.list.rows = rows.map((row) => (row.id === id ? { ...row, ...change } : row));
  }

  /** Chooses a ticket, or no longer. With `range`, does the same to all from the one before to this one. */
  choose(id: string, range = false): void {
    const ids = this.list.rows?.map((row) => row.id) ?? [];
    const ends = [ids.indexOf(range ? (this.#chosenLast ?? id) : id), ids.indexOf(id)];
    const touched = ends.includes(-1) ? [id] : ids.slice(Math.min(...ends), Math.max(...ends) + 1);
    const chosen = new Set(this.chosen);
    if (chosen.has(id)) touched.forEach((one) => chosen.delete(one));
    else touched.forEach((one) => chosen.add(one));
    [this.chosen, this.#chosenLast] = [chosen, id];
  }

  chooseAll = (): void => void (this.chosen = new Set(this.list.rows?.map(({ id }) => id)));
  chooseNone = (): void => void (this.chosen = new Set());

  marks = (ticket: string): readonly Mark[] => this.#marks.get(ticket) ?? [];

  follow(): () => void {
    void this.#count();
    const stops = [
      live.on('ticket', ({ id, what }) => what !== 'draft' && what !== 'read' && this.#heard(id)),
      live.on('presence', ({ ticket, account, doing, until }) => {
        const others = this.marks(ticket).filter(({ id }) => id !== account.id);
        this.#marks.set(ticket, doing === 'gone' ? others : [...others, { ...account, writing: doing === 'writing', until: new Date(until).getTime() }]);
      }),
      live.onReturn(() => void this.refresh()),
    ];
    const sweep = setInterval(() => this.#sweep(), 5_000);
    return () => {
      stops.forEach((stop) => stop());
      clearInterval(sweep);
      clearTimeout(this.#timer);
    };
  }

  #heard(id: string): void {
    this.waiting = new Set([...this.waiting, id]);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void (this.atTop ? this.refresh() : this.#count()), pauseMs);
  }

  #sweep(): void {
    for (const [ticket, marks] of this.#marks) {
      const left = marks.filter(({ until }) => until > Date.now());
      if (left.length !== marks.length) this.#marks.set(ticket, left);
    }
  }

  async #count(): Promise<void> {
    this.counts = await ask(api.GET('/tickets/counts')).catch(() => this.counts);
  }

  #listOf(filters: Filters): CursorList<TicketRow> {
    return new CursorList((cursor) => listTickets({ ...queryOf(filters), cursor }));
  }
}

const place = Symbol('inbox');
export const setInbox = () => setContext(place, new Inbox());
export const getInbox = () => getContext<Inbox>(place);
