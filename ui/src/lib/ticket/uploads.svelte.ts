/**
 * Files on their way to messages. They belong to no screen: one may walk on while they leave, and finds them again under
 * their message. Closing the window would break them off, so that the browser then asks.
 */
import { asProblem, newKey, uploadFile, type FileRow, type Problem, type Upload } from '$lib/api';

export class Sending {
  share = $state(0);
  problem = $state.raw<Problem | undefined>(undefined);
  stored = $state.raw<FileRow | undefined>(undefined);
  readonly key = newKey();
  #upload: Upload | undefined;

  constructor(readonly ticket: string, readonly seq: number, readonly file: File) {}

  /** Sends it, or sends it again; what had arrived is not stored twice. */
  async send(): Promise<void> {
    this.problem = undefined;
    this.share = 0;
    this.#upload = uploadFile(this.ticket, this.seq, this.file, (share) => (this.share = share), this.key);
    try {
      this.stored = await this.#upload.done;
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  cancel(): void {
    this.#upload?.abort();
    uploads.forget(this);
  }
}

class Uploads {
  all = $state.raw<readonly Sending[]>([]);
  underway = $derived(this.all.some((sending) => !sending.stored && !sending.problem));

  /** Sends files to a message that has just been written, one after the other; resolves when none is left to send. */
  async send(ticket: string, seq: number, files: readonly File[]): Promise<void> {
    const sendings = files.map((file) => new Sending(ticket, seq, file));
    this.all = [...this.all, ...sendings];
    addEventListener('beforeunload', this.#warn);
    for (const sending of sendings) if (this.all.includes(sending)) await sending.send();
    if (!this.underway) removeEventListener('beforeunload', this.#warn);
  }

  of(ticket: string, seq: number): Sending[] {
    return this.all.filter((sending) => sending.ticket === ticket && sending.seq === seq);
  }

  forget(sending: Sending): void {
    this.all = this.all.filter((other) => other !== sending);
  }

  #warn = (event: BeforeUnloadEvent): void => {
    if (this.underway) event.preventDefault();
  };
}

export const uploads = new Uploads();
