import { untrack } from 'svelte';
import { api, ask, asProblem, ifMatch, type Can, type Problem, type Ticket, type TicketPatch } from '$lib/api';
import { live, type TicketChange } from '$lib/live';
import { ConversationState } from './conversation.svelte';
import { DraftState } from './draft.svelte';
import { Presence } from './presence.svelte';

/** Changes that touch nothing we show of a ticket. */
const own: ReadonlySet<TicketChange> = new Set<TicketChange>(['draft', 'read']);
/** Changes after which earlier messages may stand elsewhere. */
const moved: ReadonlySet<TicketChange> = new Set<TicketChange>(['merged', 'split', 'handed_over']);

/**
 * One ticket that somebody looks at, on either side: its facts, its conversation, who else is there, and the answer being
 * written. `follow` keeps all of it true until its answer is called:
 *
 *     const open = new OpenTicket(id);
 *     $effect(() => open.follow());
 */
export class OpenTicket {
  ticket = $state.raw<Ticket | undefined>(undefined);
  problem = $state.raw<Problem | undefined>(undefined);
  readonly talk: ConversationState;
  readonly draft: DraftState;
  readonly presence: Presence;

  constructor(readonly id: string) {
    this.talk = new ConversationState(id);
    this.draft = new DraftState(id);
    this.presence = new Presence(id);
  }

  can(...any: Can[]): boolean {
    return any.some((what) => this.ticket?.can.includes(what));
  }

  follow = (): (() => void) => untrack(() => this.#follow());

  #follow(): () => void {
    void this.#begin();
    const stops = [
      live.on('ticket', ({ id, what }) => id === this.id && !own.has(what) && void this.#heard(what)),
      live.on('deal', ({ ticket }) => ticket === this.id && void this.refresh()),
      live.onReturn(() => void this.#heard('file')),
      this.presence.follow(),
    ];
    const save = () => this.draft.save();
    document.addEventListener('visibilitychange', save);
    return () => {
      stops.forEach((stop) => stop());
      document.removeEventListener('visibilitychange', save);
      save();
    };
  }

  /** The facts anew; a refusal shows once nothing was there or it is gone for us. */
  refresh = async (): Promise<void> => {
    try {
      this.accept(await ask(api.GET('/tickets/{id}', { params: { path: { id: this.id } } })));
    } catch (error) {
      const problem = asProblem(error);
      if (!this.ticket || problem.status === 404) [this.problem, this.ticket] = [problem, undefined];
    }
  };

  accept(ticket: Ticket): void {
    if (ticket.id !== this.id) return;
    this.ticket = ticket;
    this.problem = undefined;
  }

  /**
   * Changes what the patch names. When the ticket is another by now, the facts are fetched anew: where what the patch names is still what was seen, as after
   * one's own reply, it is asked for once more; else the refusal is passed on.
   */
  async change(body: TicketPatch, again = true): Promise<void> {
    const seen = this.ticket;
    if (!seen) return;
    try {
      const params = { path: { id: this.id } };
      this.accept(await ask(api.PATCH('/tickets/{id}', { params, body, headers: ifMatch(seen.version) })));
      void this.talk.catchUp(body.assignee !== undefined); // what is restricted opens and shuts with whose ticket it is
    } catch (error) {
      if (asProblem(error).code !== 'version_stale') throw error;
      await this.refresh();
      if (!again || !this.ticket || !untouched(body, seen, this.ticket)) throw error;
      await this.change(body, false);
    }
  }

  async #begin(): Promise<void> {
    await Promise.all([this.refresh(), this.talk.load()]);
    this.talk.begin(this.ticket?.readSeq ?? 0);
    this.draft.restore(this.ticket?.draft);
  }

  async #heard(what: TicketChange): Promise<void> {
    const talk = moved.has(what) ? this.talk.load() : this.talk.catchUp(what === 'file' || what === 'unmarked');
    await Promise.all([this.refresh(), talk]);
  }
}

/** Whether all that the patch names is the same in both. */
const untouched = (patch: TicketPatch, seen: Ticket, now: Ticket): boolean =>
  Object.keys(patch).every((name) => JSON.stringify(seen[name as keyof Ticket]) === JSON.stringify(now[name as keyof Ticket]));
