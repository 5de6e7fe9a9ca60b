/** Every request about reviews and profiles, in one place. A refusal is thrown as a `Problem`. */
import { api, ask, ifMatch, type Page } from '$lib/api';
import type { About, OpenReview, Pair, Profile, Reason, Removal, Review } from './types';

type Method = 'GET' | 'POST' | 'PUT';
type Plain = (path: string, options?: object) => ReturnType<typeof api.GET<'/me', object>>;

/** Paths are filled in here, so that each stands once and whole. */
const send = async <T>(method: Method, path: string, options: object = {}): Promise<T> => (await ask((api[method] as unknown as Plain)(path, options))) as unknown as T;
const at = (parts: TemplateStringsArray, ...ids: (string | number)[]) => parts.reduce((path, part, i) => path + encodeURIComponent(String(ids[i - 1])) + part);
const query = (fields: Record<string, unknown>) => ({ params: { query: fields } });

export const pair = (deal: string, milestone: string) => send<Pair>('GET', at`/deals/${deal}/milestones/${milestone}/review`);
export const write = (deal: string, milestone: string, points: number[], text: string) => send<Pair>('POST', at`/deals/${deal}/milestones/${milestone}/review`, { body: { points, text } });
export const reply = (review: string, text: string) => send<Review>('POST', at`/reviews/${review}/reply`, { body: { text } });
export const waiting = (cursor: string) => send<Page<OpenReview>>('GET', '/me/reviews/waiting', query({ cursor }));
export const review = (id: string) => send<Review>('GET', at`/reviews/${id}`);
export const removals = () => send<Removal[]>('GET', '/review-removals');
export const propose = (review: string, reason: Reason) => send<Removal>('POST', at`/reviews/${review}/removals`, { body: { reason } });
export const decide = (removal: string, way: 'approve' | 'refuse') => send<unknown>('POST', `${at`/review-removals/${removal}`}/${way}`, { body: {} });
export const reviewsOf = (person: string, cursor: string) => send<Page<Review>>('GET', at`/people/${person}/reviews`, query({ side: 'client', cursor }));
export const specialists = (skill: string, language: string, cursor: string) => send<Page<Profile>>('GET', '/specialists', query({ skill, language, cursor }));
export const specialist = (id: string) => send<Profile>('GET', at`/specialists/${id}`);
export const myProfile = () => send<Profile>('GET', '/me/profile');
export const describe = (version: number, about: About) => send<Profile>('PUT', '/me/profile', { body: about, headers: ifMatch(version) });
