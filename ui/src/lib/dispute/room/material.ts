/** What of a case can be put into the dispute file, as the sides see it: the server copies it by the reader's own right. */
import type { Deal, DealSide, DisputeRow, Exhibit, ExhibitKind, Message } from '$lib/api';

export interface Piece { kind: ExhibitKind; ref: string; name: string; text: string; at: string; by: DealSide | '' }

/** The contract, what was handed in for the milestone and its works. */
export function ofDeal(deal: Deal, milestone: string): Piece[] {
  const contract: Piece[] = deal.inForce || deal.current?.state === 'signed' ? [{ kind: 'contract', ref: '', name: '', text: '', at: deal.createdAt, by: '' }] : [];
  const progress = deal.progress.find(({ id }) => id === milestone);
  const handed = (progress?.submissions ?? []).map(({ round, text, at }): Piece => ({ kind: 'submission', ref: String(round), name: '', text, at, by: 'specialist' }));
  // A work is locked for the client until it is released; only who may open it can put it in.
  const works = deal.works.filter((work) => work.milestone === milestone && (work.open || deal.side === 'specialist')).map(({ id, name, at }): Piece => ({ kind: 'work', ref: id, name, text: '', at, by: 'specialist' }));
  return [...contract, ...handed, ...works];
}

/** Messages that both sides see, and their files; never a note. */
export function ofTalk(messages: readonly Message[], { client, specialist }: Pick<DisputeRow, 'client' | 'specialist'>): Piece[] {
  const side = (id?: string): DealSide | '' => (id === client.id ? 'client' : id === specialist.id ? 'specialist' : '');
  return messages
    .filter(({ kind }) => kind === 'message')
    .flatMap(({ seq, text, at, author, files }) => [
      ...(text ? [{ kind: 'message', ref: String(seq), name: '', text, at, by: side(author.id) } satisfies Piece] : []),
      ...files.map((file): Piece => ({ kind: 'file', ref: file.id, name: file.name, text: '', at: file.at, by: side(file.author.id) })),
    ]);
}

export const isIn = (exhibits: readonly Exhibit[], { kind, ref }: Pick<Piece, 'kind' | 'ref'>): boolean => exhibits.some((exhibit) => exhibit.kind === kind && (kind === 'contract' || exhibit.ref === ref));
