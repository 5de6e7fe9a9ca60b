/** What the server tells of deals, and the words it uses for it. */
import type { CardPayment, DealStep } from '$lib/api';
import type { Language } from '$lib/i18n';

export type Side = 'client' | 'specialist';
/** Whose turn it is; empty when nobody must move. */
export type Turn = Side | 'both' | 'bank' | '';
export type DealState = 'negotiating' | 'active' | 'completed' | 'ended';
export type OfferState = 'draft' | 'offered' | 'countered' | 'accepted' | 'signed' | 'declined' | 'withdrawn' | 'expired';
export type MilestoneState =
  | 'planned' | 'awaiting_funds' | 'funded' | 'in_progress' | 'submitted' | 'changes_requested' | 'cancel_requested' | 'disputed' | 'released' | 'settled' | 'cancelled' | 'lapsed';
export type MilestoneEvent =
  | 'open_funding' | 'received' | 'lapse' | 'start' | 'submit' | 'request_changes' | 'release_part' | 'approve' | 'silence' | 'request_cancel' | 'withdraw_cancel' | 'refuse_cancel'
  | 'agree_cancel' | 'cancel_silence' | 'open_dispute' | 'drop_dispute' | 'settle' | 'drop';
export type PayoutState = 'clearing' | 'payable' | 'sent' | 'paid' | 'returned' | 'repeated';
export const licences = ['transfer', 'exclusive', 'non_exclusive', 'open_source'] as const;
export type Licence = (typeof licences)[number];
export type PaperKind = 'contract' | 'nda';

export interface Ref { id: string; name: string }
export interface MilestoneTerms { id?: string; title: string; description: string; amountMinor: number; due?: string }
export interface Tax { label: string; basisPoints: number; added: boolean }
export interface Secret { what: string; who: string[]; until?: string }
export interface Terms {
  title: string;
  currency: string;
  milestones: MilestoneTerms[];
  feeBasisPoints: number;
  taxes: Tax[];
  rounds: number;
  silenceDays: number;
  warrantyDays: number;
  notIncluded: string[];
  language: Language;
  secondLanguage?: Language;
  secrets: Secret[];
  secretDays: number;
  licence: Licence;
  guarantee: boolean;
}
export interface Charge { milestone?: string; amountMinor: number; addedMinor: number; priceMinor: number; taxMinor: number; feeMinor: number; netMinor: number }
export interface Charges { milestones: Charge[]; total: Charge }
export interface Change { path: string; before: string; after: string }
export interface Offer {
  version: number;
  base: number;
  by: Side;
  state: OfferState;
  terms: Terms;
  charges: Charges;
  changes: Change[];
  madeAt: string;
  offeredAt?: string;
  decidedAt?: string;
  signatures: { side: Side; at: string }[];
}
export interface Question { id: string; version: number; paper: PaperKind; clause: string; by: Side; text: string; askedAt: string; answer?: string; answeredAt?: string; dropped: boolean; open: boolean }
export interface Brought { id: string; by: Side; at: string; sound: boolean; findings: string[]; sizeBytes: number }
export interface PaperRow { version: number; kind: PaperKind; digest: string; sizeBytes: number; brought: Brought[] }
export interface Clause { id: string; number: number; heading: string[]; summary: string[]; text: string[] }
export interface Paper { version: number; kind: PaperKind; /** Absent before the terms are accepted. */ digest?: string; languages: string[]; clauses: Clause[] }
export interface Stage { id: string; state: MilestoneState; turn: Turn; then?: MilestoneEvent; due?: string }
export interface Money { currency: string; fundedMinor: number; heldMinor: number; releasedMinor: number; feesMinor: number; taxesMinor: number; refundedMinor: number; guaranteeMinor: number; owedMinor: number }
export interface Submission { round: number; at: string; text: string; works: string[]; verdict?: MilestoneEvent; reply?: string; repliedAt?: string }
export interface Payout { id: string; to: Side; amountMinor: number; state: PayoutState; at: string; changedAt: string }
export interface PayTo { holder: string; account: string; bic?: string; currency: string }
export interface Progress extends Stage {
  title: string;
  charge: Charge;
  before?: MilestoneState;
  canceller?: Side;
  dispute?: string;
  accepted?: 'client' | 'silence' | 'settled';
  roundsUsed: number;
  roundsLeft: number;
  releasedMinor: number;
  money?: Money;
  reference?: string;
  payTo?: PayTo[];
  byCard?: boolean;
  card?: CardPayment;
  submissions: Submission[];
  payouts: Payout[];
  licence?: Licence;
  events: MilestoneEvent[];
}
export interface Work { id: string; milestone: string; name: string; type: string; preview: string; sizeBytes: number; digest: string; at: string; open: boolean }
export interface Clock { kind: string; of: string; turn: Turn; startedAt: string; due?: string; remainingSeconds: number; lengthSeconds: number; percent: number; standing: string[] }
export type Step = DealStep;
export interface DealRow {
  id: string;
  ticket: string;
  client: Ref;
  specialist: Ref;
  /** The reader's; empty for a lead, who only watches. */
  side: Side | '';
  state: DealState;
  offer: OfferState;
  turn: Turn;
  suspended: boolean;
  milestones: Stage[];
  createdAt: string;
  updatedAt: string;
  version: number;
}
export interface Like { medianMinor: number; deals: number }
export interface Deal extends DealRow {
  can: string[];
  current?: Offer;
  inForce?: Offer;
  questions: Question[];
  papers: PaperRow[];
  works: Work[];
  progress: Progress[];
  clocks: Clock[];
  steps: Step[];
  like?: Like;
}
export interface Posting { account: string; amountMinor: number }
export interface LedgerLine { n: number; at: string; operation: string; phase: string; reference?: string; subject?: number; postings: Posting[]; hash: string }
export interface Call { id: string; brief: string; openedAt: string; applied?: 'applied' | 'invited' | 'withdrawn'; /** Told to who was invited. */ ticket?: string; open: boolean; version: number }
export interface Application { specialist: Ref; text: string; state: 'applied' | 'invited'; at: string }
export interface Destination { holder: string; iban: string; bic?: string; changedAt: string; usableFrom: string }
