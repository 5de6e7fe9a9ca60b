import { api, ask, asProblem, type Message, type Page, type Problem } from '$lib/api';

/** Items by their place; a later copy of one takes the place of an earlier. */
export function joined(known: readonly Message[], fresh: readonly Message[]): Message[] {
  const bySeq = new Map([...known, ...fresh].map((message) => [message.seq, message]));
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}

/**
 * The conversation of one ticket, as far as it has been fetched: the newest part first, earlier parts when asked for,
 * newer ones when they are told of. Two fetches never run at once, so that nothing is lost between them.
 */
export class ConversationState {
  items = $state.raw<readonly Message[] | undefined>(undefined);
  /** Not empty while there are earlier ones. */
  earlier = $state('');
  busy = $state(false);
  problem = $state.raw<Problem | undefined>(undefined);
  /** The last item that the reader has had before their eyes; what they send is judged by it. */
  seen = $state(0);
  /** Up to where they had read when they came; what lies beyond is marked as new. */
  newFrom = $state(0);
  /** Raised to ask for the end to be shown. */
  jump = $state(0);
  lastSeq = $derived(this.items?.at(-1)?.seq ?? 0);
  /** Words of others that the reader has not had before their eyes. */
  unseen = $derived(this.items?.filter((item) => item.seq > this.seen && !item.mine && item.kind !== 'event').length ?? 0);
  #turn: Promise<void> = Promise.resolve();
  #read = 0;

  constructor(readonly ticket: string) {}

  /** The newest part, in place of all that is there. */
  load = (): Promise<void> =>
    this.#inTurn(async () => {
      const page = await this.#page({});
      this.items = page.items;
      this.earlier = page.next;
    });

  loadEarlier = (): Promise<void> =>
    this.#inTurn(async () => {
      if (!this.earlier) return;
      const page = await this.#page({ cursor: this.earlier });
      this.items = joined(page.items, this.items ?? []);
      this.earlier = page.next;
    });

  /** What has come since. With `again`, the newest part also anew: a file may have arrived on a message already here. */
  catchUp = (again = false): Promise<void> =>
    this.#inTurn(async () => {
      if (!this.items || this.lastSeq === 0 || again) return this.#renew();
      for (let next = true; next; ) {
        const page = await this.#page({ after: this.lastSeq });
        this.items = joined(this.items, page.items);
        next = page.next !== '';
      }
    });

  add(message: Message): void {
    this.items = joined(this.items ?? [], [message]);
    if (message.mine) this.see(message.seq);
  }

  /** The reader has had everything up to here before their eyes; other windows and the lists learn of it. */
  see(seq = this.lastSeq): void {
    if (seq > this.seen) this.seen = seq;
    if (this.seen <= this.#read || document.visibilityState !== 'visible') return;
    this.#read = this.seen;
    ask(api.PUT('/tickets/{id}/read', { params: { path: { id: this.ticket } }, body: { seq: this.seen } })).catch(() => (this.#read = 0));
  }

  /** Up to where the reader had read before they came. */
  begin(seq: number): void {
    this.newFrom = seq;
    this.seen = Math.max(this.seen, seq);
    this.#read = Math.max(this.#read, seq);
  }

  async #renew(): Promise<void> {
    const page = await this.#page({});
    const overlaps = (page.items[0]?.seq ?? 0) <= this.lastSeq + 1;
    this.items = overlaps ? joined(this.items ?? [], page.items) : page.items;
    if (!overlaps || !this.earlier) this.earlier = this.items[0]?.seq === page.items[0]?.seq ? page.next : '';
  }

  #page(query: { cursor?: string; after?: number }): Promise<Page<Message>> {
    return ask(api.GET('/tickets/{id}/messages', { params: { path: { id: this.ticket }, query } }));
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(async () => {
      this.busy = true;
      try {
        await work();
        this.problem = undefined;
      } catch (error) {
        this.problem = asProblem(error);
      } finally {
        this.busy = false;
      }
    });
    return this.#turn;
  }
}
