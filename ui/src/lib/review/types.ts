/** What the server tells of reviews and of specialists. */
import type { Side } from '$lib/deal/types';

export interface Person { id: string; name: string }
/** Codes that have words in the texts: `review.axis.<code>`. */
export type Axis = 'quality' | 'communication' | 'timeliness' | 'confidentiality' | 'clarity' | 'payment' | 'fairness';
export const axesOf: Record<Side, readonly Axis[]> = {
  client: ['quality', 'communication', 'timeliness', 'confidentiality'],
  specialist: ['clarity', 'communication', 'payment', 'fairness'],
};
export const reasons = ['insult', 'personal_data', 'off_topic', 'extortion', 'fake', 'by_law'] as const;
export type Reason = (typeof reasons)[number];
export interface Review {
  id: string;
  milestone?: string;
  /** Of the author. */
  side: Side;
  author: Person;
  subject: Person;
  points: number[];
  text: string;
  reply?: string;
  writtenAt: string;
  publishedAt?: string;
  repliedAt?: string;
  removedAt?: string;
  reason?: Reason;
}
export interface Pair { milestone: string; until: string; publishedAt?: string; axes: Axis[]; mine?: Review; other?: Review; may: boolean }
/** A review that the reader may still write. */
export interface OpenReview { deal: string; milestone: string; other: Person; until: string }
/** A proposal to remove a review that breaks a rule. */
export interface Removal { id: string; review: string; reason: Reason; proposer: Person; mine: boolean; state: 'open' | 'approved' | 'refused'; at: string }
export interface Standing { reviews: number; voices: number; axes: number[]; mean: number; bound: number }
export interface Statistics { open: number; won: number; lost: number; even: number; settled: number; withdrawn: number }
export interface Profile {
  specialist: Person;
  skills: string[];
  languages: string[];
  listed: boolean;
  deals: number;
  onTime: { count: number; of: number };
  disputes: Statistics;
  standing: Standing;
  version: number;
}
export interface About { skills: string[]; languages: string[]; listed: boolean }
