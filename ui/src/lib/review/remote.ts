/** Every request about reviews and profiles, in one place. A refusal is thrown as a `Problem`. */
import { api, ask, ifMatch, type AboutMe, type RemovalReason } from '$lib/api';

const of = (id: string) => ({ params: { path: { id } } });
const on = (id: string, milestone: string) => ({ params: { path: { id, milestone } } });

export const pair = (deal: string, milestone: string) => ask(api.GET('/deals/{id}/milestones/{milestone}/review', on(deal, milestone)));
export const write = (deal: string, milestone: string, points: number[], text: string) => ask(api.POST('/deals/{id}/milestones/{milestone}/review', { ...on(deal, milestone), body: { points, text } }));
export const reply = (review: string, text: string) => ask(api.POST('/reviews/{id}/reply', { ...of(review), body: { text } }));
export const waiting = (cursor: string) => ask(api.GET('/me/reviews/waiting', { params: { query: { cursor } } }));
export const review = (id: string) => ask(api.GET('/reviews/{id}', of(id)));
export const removals = () => ask(api.GET('/review-removals'));
export const propose = (review: string, reason: RemovalReason) => ask(api.POST('/reviews/{id}/removals', { ...of(review), body: { reason } }));
export const decide = (removal: string, way: 'approve' | 'refuse') => ask(api.POST(`/review-removals/{id}/${way}`, of(removal)));
export const reviewsOf = (person: string, cursor: string) => ask(api.GET('/people/{id}/reviews', { params: { path: { id: person }, query: { side: 'client', cursor } } }));
export const specialists = (skill: string, language: string, cursor: string) => ask(api.GET('/specialists', { params: { query: { skill, language, cursor } } }));
export const specialist = (id: string) => ask(api.GET('/specialists/{id}', of(id)));
export const myProfile = () => ask(api.GET('/me/profile'));
export const describe = (version: number, about: AboutMe) => ask(api.PUT('/me/profile', { body: about, headers: ifMatch(version) }));
