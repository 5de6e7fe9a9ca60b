/**
 * A request for help on its way. What is written is kept on the server, sealed, a moment after each change, and is there
 * again after a reload; chosen files stay in the browser's memory until they are sent.
 */
import { api, ask, asProblem, newKey, type Department, type Found, type Problem, type Ticket } from '$lib/api';
import { reader } from '$lib/i18n';
import { titleOf } from './steps';

const pauseMs = 700;

export class Asking {
  subject = $state('');
  text = $state('');
  department = $state('');
  fields = $state<Record<string, string>>({});
  files = $state.raw<File[]>([]);
  departments = $state.raw<readonly Department[]>([]);
  ready = $state(false);
  problem = $state.raw<Problem | undefined>(undefined);
  saved = $state<'idle' | 'waiting' | 'saved' | 'failed'>('idle');
  /** What kinds of things the kept words look like. */
  found = $state.raw<readonly Found[]>([]);
  chosen = $derived(this.departments.find(({ id }) => id === this.department));
  title = $derived(this.subject.trim() || titleOf(this.text));
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #sent = false;
  /** Stays while the words stay, so that sending again after a break in the line asks only once. */
  #key = newKey();

  load = async (): Promise<void> => {
    this.problem = undefined;
    try {
      const [departments, draft] = await Promise.all([ask(api.GET('/departments')), ask(api.GET('/me/draft'))]);
      this.departments = departments;
      [this.subject, this.text, this.fields] = [draft.subject, draft.text, draft.fields];
      this.department = departments.some(({ id }) => id === draft.department) ? draft.department : '';
      if (departments.length === 1) this.department = departments[0]?.id ?? '';
      this.ready = true;
    } catch (error) {
      this.problem = asProblem(error);
    }
  };

  /** Each department asks for other things; what the new one asks for as well is kept. */
  choose(department: string): void {
    this.department = department;
    const kept = new Set(this.chosen?.fields.map(({ key }) => key));
    this.fields = Object.fromEntries(Object.entries(this.fields).filter(([key]) => kept.has(key)));
    this.changed();
  }

  changed = (): void => {
    this.#key = newKey();
    this.saved = 'waiting';
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.save, pauseMs);
  };

  /** Keeps at once what waits to be kept. */
  save = (): void => {
    if (this.saved !== 'waiting' || this.#sent) return;
    clearTimeout(this.#timer);
    const body = { subject: this.subject, text: this.text, department: this.department, fields: this.#answered() };
    this.#turn = this.#turn
      .then(() => ask(api.PUT('/me/draft', { body })))
      .then(({ found }) => ((this.found = found), (this.saved = 'saved')))
      .catch(() => (this.saved = 'failed'));
  };

  /** Sends the request; the server drops the draft with it. */
  async send(attacked: boolean): Promise<Ticket> {
    this.save();
    await this.#turn;
    const { text, department, title: subject } = this;
    const body = { subject, text, department, fields: this.#answered(), files: this.files.length, language: reader.language, priority: attacked ? 'urgent' : 'normal' } as const;
    const ticket = await ask(api.POST('/tickets', { body, headers: { 'Idempotency-Key': this.#key } }));
    this.#sent = true;
    return ticket;
  }

  async discard(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#turn;
    await ask(api.DELETE('/me/draft'));
    Object.assign(this, { subject: '', text: '', fields: {}, files: [], found: [], saved: 'idle' });
  }

  #answered(): Record<string, string> {
    return Object.fromEntries(Object.entries(this.fields).filter(([, value]) => value !== ''));
  }
}
