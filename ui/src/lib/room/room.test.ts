import { describe, expect, test, vi } from 'vitest';
import type { Room, RoomCopy, RoomMessage, RoomPerson } from '$lib/api';
import { fromBase64, toBase64 } from '$lib/handover/bytes';
import { newKey, openBytes, sealBytes } from '$lib/handover/seal';
import { follows, makeEpoch, openEpoch, type Epoch, type MemberKey } from './epoch';
import { markAnew } from './marks';
import { belongs, digest, pack, unpack, type Head } from './payload';

/** A server that keeps what browsers sent, and can be told to lie. */
const server = vi.hoisted(() => ({ room: {} as Room, people: [] as RoomPerson[], copies: [] as RoomCopy[], messages: [] as RoomMessage[], turned: [] as string[] }));
vi.mock('./remote', () => ({
  ofTicket: () => Promise.resolve({ ...server.room, last: server.messages.length }),
  people: () => Promise.resolve(server.people),
  copies: () => Promise.resolve(server.copies),
  messages: (_: string, { after = 0 }: { after?: number }) => Promise.resolve({ items: server.messages.filter(({ seq }) => seq > after), next: '' }),
  write: () => Promise.resolve(),
  turn: (_: string, __: number, key: { envelopes: { member: string }[] }) => Promise.resolve(void server.turned.push(...key.envelopes.map(({ member }) => member))),
}));

const kept = new Map<string, string>();
vi.stubGlobal('localStorage', { getItem: (k: string) => kept.get(k) ?? null, setItem: (k: string, v: string) => void kept.set(k, v) });

const person = async (id: string) => {
  const { identity, recipient } = await newKey();
  const key: RoomPerson['key'] = { id: `key-${id}`, recipient, digest: '', entry: 1, publishedAt: '' };
  return { id, identity, key, asMember: { id, key } as MemberKey, asPerson: { id, name: id, role: 'client', key, earlier: [] } as RoomPerson };
};
type Person = Awaited<ReturnType<typeof person>>;

const copyFor = (who: Person, made: { key: { recipient: string; envelopes: { member: string; sealed: string }[] }; inside: Epoch }): RoomCopy => ({
  key: { epoch: made.inside.epoch, recipient: made.key.recipient, digest: '', entry: 1, at: '' },
  by: { id: made.inside.by, name: '' },
  sealed: made.key.envelopes.find(({ member }) => member === who.id)?.sealed ?? '',
});

const wish = (members: Person[], epoch: number, more: { before?: string; room?: string } = {}) =>
  makeEpoch({ room: 'T', epoch, by: 'client', members: members.map(({ asMember }) => asMember), recovery: '', ...more });

describe('payloads', () => {
  const head: Head = { v: 1, room: 'T', epoch: 1, seq: 2, author: 'a', before: 'd', text: 'سلام 🔑' };
  const shown = { seq: 2, epoch: 1, author: { id: 'a', name: 'A' }, kind: 'message', digest: '', size: 0, entry: 1, at: '' } satisfies RoomMessage;

  test('come back, and tell little of their size', () => {
    expect(unpack(pack(head)).head).toEqual(head);
    expect(pack({ ...head, text: 'x' }).length).toBe(pack(head).length);
    const file = { ...head, text: undefined, file: { name: 'a.txt', type: 'text/plain', size: 3 } };
    expect([...unpack(pack(file, Uint8Array.of(1, 0, 0))).body]).toEqual([1, 0, 0]);
    expect(pack(file, Uint8Array.of(1)).length % 16384).toBe(0);
  });

  test.each<[string, Partial<Head>]>([['another room', { room: 'U' }], ['another key', { epoch: 2 }], ['another number', { seq: 3 }], ['another author', { author: 'b' }], ['after another message', { before: 'e' }]])('S2: %s is noticed', (_, lie) => {
    expect(() => belongs(head, 'T', shown, 'd')).not.toThrow();
    expect(() => belongs({ ...head, ...lie }, 'T', shown, 'd')).toThrow('room_spliced');
  });

  test('what is damaged is refused', () => {
    for (const bytes of [new Uint8Array(), Uint8Array.of(255, 255, 255, 255), pack({ ...head, v: 2 as 1 }), pack({ ...head, file: { name: 'x', type: '', size: 1e9 } })]) expect(() => unpack(bytes)).toThrow('room_spliced');
  });
});

describe('keys of a room', () => {
  test('S5: open for members alone, and one follows from the other', async () => {
    const [client, other, stranger] = await Promise.all(['client', 'other', 'stranger'].map(person)) as [Person, Person, Person];
    const one = await wish([client, other], 1);
    const first = await openEpoch(other.identity, 'T', copyFor(other, one));
    expect(first).toEqual(one.inside);
    await expect(openEpoch(stranger.identity, 'T', copyFor(other, one))).rejects.toMatchObject({ code: 'secret_not_opened' });
    await expect(openEpoch(other.identity, 'U', copyFor(other, one))).rejects.toMatchObject({ code: 'room_key_wrong' });
    await expect(openEpoch(other.identity, 'T', { ...copyFor(other, one), by: { id: 'other', name: '' } })).rejects.toMatchObject({ code: 'room_key_wrong' });
    const two = await wish([client], 2, { before: first.identity });
    const forged = await wish([client], 2, { before: (await newKey()).identity });
    expect(await follows(two.inside, first)).toBe(true);
    expect(await follows(forged.inside, first)).toBe(false);
    expect(await follows({ ...two.inside, members: { ...two.inside.members, other: 'x' } }, first)).toBe(false);
    expect(two.key.envelopes.map(({ member }) => member)).toEqual(['client']);
    await expect(openEpoch(other.identity, 'T', copyFor(client, two))).rejects.toMatchObject({ code: 'secret_not_opened' });
  });
});

describe('a room', async () => {
  const { Talk } = await import('./talk.svelte');
  const [client, other, thief] = await Promise.all(['client', 'other', 'thief'].map(person)) as [Person, Person, Person];

  async function say(epoch: Epoch, seq: number, text: string, author = 'client'): Promise<RoomMessage> {
    const head: Head = { v: 1, room: 'T', epoch: epoch.epoch, seq, author, before: server.messages[seq - 2]?.digest ?? '', text };
    const sealed = await sealBytes(epoch.recipient, pack(head));
    return { seq, epoch: epoch.epoch, author: { id: author, name: author }, kind: 'message', digest: await digest(sealed), size: sealed.length, entry: seq, at: '', sealed: toBase64(sealed) };
  }

  /** A room of two with three messages, as the other finds it. */
  async function opened() {
    kept.clear();
    server.turned = [];
    const made = await wish([client, other], 1);
    server.copies = [copyFor(other, made)];
    server.people = [client.asPerson, other.asPerson];
    server.messages = [];
    for (const text of ['one', 'two', 'three']) server.messages.push(await say(made.inside, server.messages.length + 1, text));
    const members = [client, other].map(({ id }) => ({ id, name: id, standing: 'in' as const }));
    server.room = { id: 'R', state: 'open', last: 3, members, may: ['enter', 'write', 'turn'], key: server.copies[0]?.key };
    return made;
  }

  const enter = async () => {
    const talk = new Talk('T', 'other', server.room);
    await talk.unlock(other.identity);
    return talk;
  };
  const states = (talk: InstanceType<typeof Talk>) => talk.said.map(({ state }) => state);

  test('opens', async () => {
    await opened();
    const talk = await enter();
    expect(talk.said.map(({ text }) => text)).toEqual(['one', 'two', 'three']);
    expect([...talk.troubles]).toEqual([]);
  });

  test('S2: what is put in another place, or repeated, is noticed', async () => {
    await opened();
    const [one, two, three] = server.messages as [RoomMessage, RoomMessage, RoomMessage];
    server.messages = [one, { ...three, seq: 2 }, { ...two, seq: 3 }];
    expect(states(await enter())).toEqual(['open', 'wrong', 'wrong']);
    kept.clear();
    server.messages = [one, two, { ...two, seq: 3 }];
    expect(states(await enter())).toEqual(['open', 'open', 'wrong']);
  });

  test('S2: what is left out is noticed, in between and at the end', async () => {
    await opened();
    const [one, two, three] = server.messages as [RoomMessage, RoomMessage, RoomMessage];
    await enter();
    server.messages = [one, three];
    expect([...(await enter()).troubles]).toEqual(['gap']);
    server.messages = [one, two];
    expect([...(await enter()).troubles]).toEqual(['cut']);
  });

  test('S2: a message of another room, and one in another name, are noticed', async () => {
    const made = await opened();
    const sealed = await sealBytes(made.inside.recipient, pack({ v: 1, room: 'U', epoch: 1, seq: 1, author: 'client', before: '', text: 'elsewhere' }));
    server.messages[0] = { ...(server.messages[0] as RoomMessage), sealed: toBase64(sealed), digest: await digest(sealed) };
    expect(states(await enter())).toEqual(['wrong', 'wrong', 'open']); // the second names the one that was there before
    await opened();
    server.messages[2] = { ...(server.messages[2] as RoomMessage), author: { id: 'other', name: '' } };
    expect(states(await enter()).at(-1)).toBe('wrong');
  });

  test('S5: a key that the server put in between is noticed, and nothing is sealed to it', async () => {
    await opened();
    const forged = await wish([client, other], 2, { before: (await newKey()).identity });
    server.copies.push(copyFor(other, forged));
    server.room = { ...server.room, key: server.copies[1]?.key };
    const talk = await enter();
    expect([...talk.troubles]).toEqual(['key']);
    await expect(talk.say('x')).rejects.toMatchObject({ code: 'room_troubled' });
    talk.accept();
    expect(talk.troubles.size).toBe(0);
  });

  test('S5: a room that is another than before is noticed', async () => {
    await opened();
    await enter();
    server.copies = [copyFor(other, await wish([client, other], 1))];
    expect((await enter()).troubles.has('key')).toBe(true);
  });

  test('S5: a room begun anew is told to who knew it, until the words were compared; to who began it, it is no news', async () => {
    await opened();
    await enter(); // this browser knows the first key
    const fresh = await person('other'); // lost that key, and has another
    const begun = await wish([client, fresh], 2);
    server.copies.push(copyFor(fresh, begun));
    server.room = { ...server.room, key: server.copies[1]?.key };
    server.messages.push(await say(begun.inside, 4, 'four'));
    const again = async () => {
      const talk = new Talk('T', 'other', server.room);
      await talk.unlock(fresh.identity);
      return talk;
    };
    const talk = await again();
    expect([...talk.troubles]).toEqual(['key']);
    expect(states(talk)).toEqual(['shut', 'shut', 'shut', 'open']);
    markAnew('other', 'T', 2, begun.key.recipient);
    expect((await again()).troubles.size).toBe(0);
    server.messages.splice(2);
    expect([...(await again()).troubles]).toEqual(['cut']); // what was seen before counts on
  });

  test('S5: a key that the server put in the place of a member is not sealed to', async () => {
    await opened();
    server.people = [{ ...client.asPerson, key: thief.key }, other.asPerson];
    const talk = await enter();
    await talk.turn();
    expect(server.turned).toEqual(['other']);
    server.turned = [];
    server.people = [client.asPerson, { ...other.asPerson, key: thief.key }, thief.asPerson];
    await (await enter()).turn();
    expect(server.turned).toEqual(['client']); // the server refuses a key that its maker is not in
  });

  test('A3: who left is not in the next key, and cannot open what comes then', async () => {
    const made = await opened();
    server.people = [other.asPerson];
    const talk = await enter();
    await talk.turn();
    expect(server.turned).toEqual(['other']);
    const next = talk.keys.at(-1) as Epoch;
    expect(await follows(next, made.inside)).toBe(true);
    const later = await say(next, 4, 'four', 'other');
    await expect(openBytes(client.identity, fromBase64(later.sealed ?? ''))).rejects.toMatchObject({ code: 'secret_not_opened' });
    await expect(openBytes(made.inside.identity, fromBase64(later.sealed ?? ''))).rejects.toMatchObject({ code: 'secret_not_opened' });
  });
});
