import { Problem, type Room, type RoomMessage, type RoomPerson } from '$lib/api';
import { fromBase64 } from '$lib/handover/bytes';
import { typedPhrase } from '$lib/handover/key';
import { follows, makeEpoch, openEpoch, type Epoch, type MemberKey } from './epoch';
import { mark, markOf } from './marks';
import { belongs, digest, digestOfText, pack, unpack, type Head } from './payload';
import { addFile, copies, fetchSealed, messages, ofTicket, onRecord, people, recovery, turn, write } from './remote';

const sealing = () => import('$lib/handover/seal');

/** Something in the room: opened, still to be fetched, or shut. */
export interface Said {
  shown: RoomMessage;
  /** shut: sealed to a key that the reader does not have; wrong: it does not belong here. */
  state: 'open' | 'file' | 'shut' | 'wrong';
  text: string;
}

/** What is wrong with the room as a whole. */
export type Trouble = 'gap' | 'cut' | 'key' | 'record';

/** Who is to go, and who is to come. */
interface Whom { without?: readonly string[]; more?: readonly RoomPerson[] }

export const fileLimit = 8_000_000;
export const textLimit = 40 * 1024;

/** A room whose keys are open in this page, for as long as it is shown. */
export class Talk {
  room = $state.raw<Room>() as Room;
  said = $state.raw<readonly Said[]>([]);
  troubles = $state.raw<ReadonlySet<Trouble>>(new Set());
  /** Cursor of the page before; empty: all is here. */
  earlier = $state('');
  /** All that is here was found on the record. */
  compared = $state(false);
  keys = $state.raw<readonly Epoch[]>([]);
  #own = '';
  #queue: Promise<unknown> = Promise.resolve();

  constructor(
    readonly ticket: string,
    readonly me: string,
    room: Room,
  ) {
    this.room = room;
  }

  get id(): string {
    return this.room.id ?? '';
  }

  /** The present key, if the reader has it. */
  get key(): Epoch | undefined {
    return this.keys.find(({ epoch }) => epoch === this.room.key?.epoch);
  }

  /** One after the other: what is fetched while something is sent would be taken twice. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#queue.then(work);
    this.#queue = next.catch(() => undefined);
    return next;
  }

  /** Opens the copies of the room's keys by one's own, and what was written. */
  async unlock(identity: string): Promise<void> {
    this.#own = identity;
    await this.#take(await copies(this.id), identity);
    await this.#first();
  }

  /** The same by the words that were printed when the room was opened. */
  async recover(words: string): Promise<void> {
    const { unlockBy } = await sealing();
    const phrase = typedPhrase(words);
    const { sealed, keys } = await recovery(this.id);
    await this.#take(keys, await unlockBy(phrase, fromBase64(sealed)));
    await this.#first();
  }

  #worry(trouble: Trouble): void {
    this.troubles = new Set([...this.troubles, trouble]);
  }

  /** Each key has to be proved by the one before, where the reader has that. */
  async #take(found: Awaited<ReturnType<typeof copies>>, identity: string): Promise<void> {
    const fresh = found.filter(({ key }) => !this.keys.some(({ epoch }) => epoch === key.epoch));
    const opened = await Promise.all(fresh.map((copy) => openEpoch(identity, this.ticket, copy).catch((error: unknown) => this.#shut(error))));
    const all = [...this.keys, ...opened.filter((each) => each !== undefined)].sort((a, b) => a.epoch - b.epoch);
    for (const [i, next] of all.entries()) {
      const before = all[i - 1];
      if (before && next.epoch === before.epoch + 1 && !(await follows(next, before))) this.#worry('key');
    }
    const seen = markOf(this.me, this.ticket);
    if (seen && all.length > 0 && !all.some(({ epoch, recipient }) => epoch === seen.epoch && recipient === seen.recipient)) this.#worry('key');
    this.keys = all;
  }

  /** A copy that is sealed to a key of before stays shut; one that opens and is not of this room is another matter. */
  #shut(error: unknown): undefined {
    if (!(error instanceof Problem) || error.code !== 'secret_not_opened') this.#worry('key');
  }

  /** The words of the room's key were compared with somebody who is in it. */
  accept(): void {
    this.troubles = new Set([...this.troubles].filter((each) => each !== 'key'));
    this.#mark();
  }

  /** One's own key, for who came by the recovery words. */
  own(identity: string): void {
    this.#own = identity;
  }

  get recovered(): boolean {
    return this.#own === '';
  }

  async #first(): Promise<void> {
    const { items, next } = await messages(this.id, {});
    this.earlier = next;
    await this.#add(items);
    const seen = markOf(this.me, this.ticket);
    const last = this.said.at(-1)?.shown.seq ?? 0;
    const same = this.said.find(({ shown }) => shown.seq === seen?.seq);
    if (seen && (last < seen.seq || (same && same.shown.digest !== seen.digest))) this.#worry('cut');
    this.#mark();
  }

  more(): Promise<void> {
    return this.#alone(async () => {
      const { items, next } = await messages(this.id, { cursor: this.earlier });
      this.earlier = next;
      await this.#add(items);
    });
  }

  /** Fetches what came meanwhile: a new key, and what was written. */
  catchUp = (): Promise<void> => this.#alone(() => this.#catchUp());

  async #catchUp(): Promise<void> {
    this.room = await ofTicket(this.ticket);
    if (!this.key && this.#own && this.room.may.includes('enter')) await this.#take(await copies(this.id), this.#own);
    for (let last = this.said.at(-1)?.shown.seq ?? 0; last < this.room.last; ) {
      const { items } = await messages(this.id, last > 0 ? { after: last } : {});
      if (items.length === 0) break;
      await this.#add(items);
      last = this.said.at(-1)?.shown.seq ?? last;
    }
    this.#mark();
  }

  #mark(): void {
    const last = this.said.at(-1)?.shown;
    const { key } = this;
    if (last && key && this.troubles.size === 0) mark(this.me, this.ticket, { seq: last.seq, digest: last.digest, epoch: key.epoch, recipient: key.recipient });
  }

  async #add(items: readonly RoomMessage[]): Promise<void> {
    const known = new Set(this.said.map(({ shown }) => shown.seq));
    const fresh = items.filter(({ seq }) => !known.has(seq));
    if (fresh.length === 0) return;
    const digests = new Map([...this.said.map(({ shown }) => shown), ...fresh].map(({ seq, digest: each }) => [seq, each] as const));
    const added = await Promise.all(fresh.map((shown) => this.#look(shown, shown.seq === 1 ? '' : digests.get(shown.seq - 1))));
    const bordering = await Promise.all(this.said.filter(({ shown }) => fresh.some(({ seq }) => seq === shown.seq - 1)).map(({ shown }) => this.#look(shown, digests.get(shown.seq - 1))));
    const kept = this.said.map((each) => bordering.find(({ shown }) => shown.seq === each.shown.seq) ?? each);
    this.said = [...kept, ...added].sort((a, b) => a.shown.seq - b.shown.seq);
    this.compared = false;
    if (this.said.some(({ shown }, i) => i > 0 && shown.seq !== (this.said[i - 1]?.shown.seq ?? 0) + 1)) this.#worry('gap');
  }

  async #look(shown: RoomMessage, before: string | undefined): Promise<Said> {
    const key = this.keys.find(({ epoch }) => epoch === shown.epoch);
    if (!key) return { shown, state: 'shut', text: '' };
    if (shown.kind === 'file') return { shown, state: 'file', text: '' };
    try {
      const { head } = await this.#open(key, shown, fromBase64(shown.sealed ?? ''), before);
      return { shown, state: 'open', text: head.text ?? '' };
    } catch {
      return { shown, state: 'wrong', text: '' };
    }
  }

  async #open(key: Epoch, shown: RoomMessage, sealed: Uint8Array, before: string | undefined) {
    if ((await digest(sealed)) !== shown.digest) throw new Problem(0, 'room_spliced');
    const { openBytes } = await sealing();
    const opened = unpack(await openBytes(key.identity, sealed));
    belongs(opened.head, this.ticket, shown, before);
    return opened;
  }

  /** Fetches a file and opens it. */
  async fetch(shown: RoomMessage): Promise<{ name: string; type: string; body: Uint8Array<ArrayBuffer> }> {
    const key = this.keys.find(({ epoch }) => epoch === shown.epoch);
    if (!key) throw new Problem(0, 'room_not_member');
    const before = shown.seq === 1 ? '' : this.said.find((each) => each.shown.seq === shown.seq - 1)?.shown.digest;
    const { head, body } = await this.#open(key, shown, await fetchSealed(this.id, shown.seq), before);
    return { name: head.file?.name ?? '', type: head.file?.type ?? '', body };
  }

  /** Compares with the record what the list says of each. */
  async compare(): Promise<void> {
    const first = this.said[0]?.shown.seq ?? 1;
    const found = await onRecord(this.ticket, first);
    const agrees = this.said.every(({ shown }) => {
      const entry = found.get(shown.seq);
      return entry?.params['digest'] === shown.digest && entry.actor.id === shown.author.id && Number(entry.params['epoch']) === shown.epoch && entry.n === shown.entry;
    });
    const last = this.said.at(-1)?.shown.seq ?? 0;
    if (!agrees || [...found.keys()].some((seq) => seq > last)) return this.#worry('record');
    this.compared = true;
  }

  say = (text: string) => this.#alone(() => this.#put({ text }));

  async attach(file: File): Promise<void> {
    if (file.size > fileLimit) throw new Problem(0, 'room_file_large');
    const body = new Uint8Array(await file.arrayBuffer());
    await this.#alone(() => this.#put({ file: { name: file.name, type: file.type, size: file.size } }, body));
  }

  /** Seals and sends; what moved meanwhile is taken in, and it is sealed anew. */
  async #put(what: Pick<Head, 'text' | 'file'>, body?: Uint8Array<ArrayBuffer>): Promise<void> {
    for (let tries = 0; ; tries++) {
      try {
        await this.#send(what, body);
        break;
      } catch (error) {
        const stale = error instanceof Problem && ['room_moved', 'room_turned', 'room_turn_needed'].includes(error.code);
        if (!stale || tries === 3) throw error;
        await this.#catchUp();
      }
    }
    await this.#catchUp();
  }

  async #send(what: Pick<Head, 'text' | 'file'>, body?: Uint8Array<ArrayBuffer>): Promise<void> {
    if (this.troubles.size > 0) throw new Problem(0, 'room_troubled');
    if (!this.room.members.some(({ id }) => id === this.me) || this.room.members.some(({ standing }) => standing !== 'in')) await this.#turn({});
    const { key } = this;
    if (!key) throw new Problem(0, 'room_not_member');
    const last = this.said.at(-1)?.shown;
    const head: Head = { v: 1, room: this.ticket, epoch: key.epoch, seq: (last?.seq ?? 0) + 1, author: this.me, before: last?.digest ?? '', ...what };
    const { sealBytes } = await sealing();
    const sealed = await sealBytes(key.recipient, pack(head, body));
    await (what.file ? addFile : write)(this.id, key.epoch, head.seq, sealed);
  }

  /**
   * Gives the room a new key, for those who are in it by the keys that they had, without those who are to go, and for those who are to come, whose words were
   * compared. Nobody else's key is sealed to, whatever the server says.
   */
  turn = (whom: Whom = {}): Promise<void> => this.#alone(() => this.#turn(whom));

  async #turn({ without = [], more = [] }: Whom): Promise<void> {
    const { key } = this;
    if (!key) throw new Problem(0, 'room_not_member');
    const all = await people(this.ticket);
    const members: MemberKey[] = [];
    const { recipientOf } = await sealing();
    const mine = await recipientOf(this.#own);
    for (const { id, key: theirs } of all) {
      const comes = id === this.me ? theirs?.recipient === mine : more.some((each) => each.id === id && each.key?.recipient === theirs?.recipient);
      if (!theirs || without.includes(id) || (!comes && (id === this.me || !(id in key.members)))) continue;
      if (comes || (await digestOfText(theirs.recipient)) === key.members[id]) members.push({ id, key: theirs });
    }
    const own = this.room.recovery ?? '';
    if ((own && (await digestOfText(own))) !== key.recovery) throw new Problem(0, 'room_key_wrong');
    const made = await makeEpoch({ room: this.ticket, epoch: key.epoch + 1, by: this.me, members, recovery: own, before: key.identity });
    await turn(this.id, key.epoch + 1, made.key);
    this.keys = [...this.keys, made.inside];
    this.room = await ofTicket(this.ticket);
  }
}
