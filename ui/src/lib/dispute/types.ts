/** What the server tells of disputes, and the words it uses for it. */
import type { Clock, Side } from '$lib/deal/types';

export type State = 'answering' | 'offering' | 'seeking' | 'proposing' | 'proposed' | 'seeking_second' | 'confirming' | 'awarded' | 'seeking_third' | 'deciding' | 'closed';
export type Outcome = 'withdrawn' | 'crossed' | 'accepted' | 'awarded' | 'appealed';
/** Besides the sides: one arbiter who has it, or all arbiters while none has. */
export type Turn = Side | 'both' | 'arbiter' | 'arbiters' | '';
export type ExhibitKind = 'message' | 'file' | 'contract' | 'submission' | 'work';
export type WordKind = 'statement' | 'reply' | 'proposal' | 'award' | 'objection' | 'appeal' | 'decision';
export type Can = 'answer' | 'offer' | 'evidence' | 'withdraw' | 'accept' | 'appeal' | 'judge' | 'decide' | 'recuse';

export interface Person { id: string; name: string }
export interface Split { releaseMinor: number; refundMinor: number }
/** A dispute in a list: no words. */
export interface DisputeRow {
  id: string;
  deal: string;
  milestone: string;
  client: Person;
  specialist: Person;
  opener: Side;
  /** How it began: by a side, or because nobody answered a request to cancel. */
  way: 'party' | 'silence';
  state: State;
  turn: Turn;
  then?: State;
  due?: string;
  currency: string;
  stakeMinor: number;
  outcome?: Outcome;
  releaseMinor: number;
  openedAt: string;
  closedAt?: string;
  version: number;
}
/** The reader's own offer; nobody else's is ever told. */
export interface OwnOffer { releaseMinor?: number; left: number }
export interface Said { n: number; kind: WordKind; author: Person; side: Side | ''; amountMinor: number; text: string; at: string }
export interface Exhibit { n: number; side: Side; kind: ExhibitKind; ref: string; by: Side | 'both' | ''; name?: string; type?: string; text?: string; sizeBytes: number; madeAt: string; addedAt: string }
export interface Dispute extends DisputeRow {
  /** The reader's; empty for an arbiter. */
  side: Side | '';
  arbiters: Person[];
  proposal?: Split;
  /** Who agrees to the proposal so far. */
  accepted: Side | '';
  award?: Split;
  appellant: Side | '';
  offer?: OwnOffer;
  words: Said[];
  exhibits: Exhibit[];
  clocks: Clock[];
  can: Can[];
}
/** Somebody who asks a lead's consent to a dispute. */
export interface ConsentRequest { deal: string; milestone: string; ticket: string; by: Person; other: Person; currency: string; stakeMinor: number; decided: number; lost: number; at: string }
/** What is published. */
export interface Limits {
  openAtOnce: number;
  ofMilestone: number;
  decidedInYear: number;
  lostPercent: number;
  offersOfSide: number;
  exhibitsOfSide: number;
  answerDays: number;
  offerDays: number;
  proposalDays: number;
  awardDays: number;
  confirmDays: number;
  appealDays: number;
  feeMinor: number;
}
