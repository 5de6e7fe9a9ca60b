import { api, ask, type Found, type MessageKind } from '$lib/api';

const pauseMs = 700;

/** An answer not yet sent. It is kept on the server, sealed, as one writes; nothing of it stays on the device. */
export class DraftState {
  text = $state('');
  kind = $state<MessageKind>('message');
  state = $state<'idle' | 'waiting' | 'saved' | 'failed'>('idle');
  /** What kinds of things the kept words look like. */
  found = $state.raw<readonly Found[]>([]);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(readonly ticket: string) {}

  /** Takes over what was kept, unless one has begun to write meanwhile. */
  restore(kept: { text: string; kind: string } | undefined): void {
    if (!kept || this.state === 'waiting' || this.text !== '') return;
    this.text = kept.text;
    this.kind = kept.kind === 'note' ? 'note' : 'message';
  }

  /** Call after each change; it is saved when one pauses. */
  changed(): void {
    this.state = 'waiting';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.save(), pauseMs);
  }

  /** Saves now what waits to be saved. */
  save = (): void => {
    if (this.state !== 'waiting') return;
    clearTimeout(this.#timer);
    const body = { text: this.text, kind: this.kind };
    this.#turn = this.#turn
      .then(() => ask(api.PUT('/tickets/{id}/draft', { params: { path: { id: this.ticket } }, body })))
      .then(({ found }) => this.text === body.text && ((this.found = found), (this.state = body.text ? 'saved' : 'idle')))
      .catch(() => (this.state = 'failed'));
  };

  /** It has been sent: the server has dropped it with that. */
  async sent(): Promise<void> {
    clearTimeout(this.#timer);
    this.text = '';
    this.found = [];
    this.state = 'idle';
    await this.#turn;
  }
}
