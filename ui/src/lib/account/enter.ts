import { Problem, type Area, type Session } from '$lib/api';
import { Elsewhere, goto, type Visit } from '$lib/route';
import { session } from './session.svelte';

/** A step that lets in only those who have the area (any, when none is named); others are led to the door, or told there is nothing. */
export const enter = (area?: Area) => ({ url }: Pick<Visit, 'url'>): void => {
  if (session.problem) return;
  if (!session.signedIn) {
    const way = session.next();
    throw new Elsewhere(way === '/sign-in' ? `/sign-in?next=${encodeURIComponent(url.pathname + url.search)}` : way);
  }
  if (area && !session.has(area)) throw new Problem(404, 'absent');
};

/** What follows an answer of the sign-in endpoints: on to where one wished to go. */
export async function arrive(answer: Session): Promise<void> {
  await session.accept(answer);
  const wish = new URLSearchParams(location.search).get('next');
  const way = session.next(wish);
  if (way !== location.pathname) await goto(way === '/enrol' && wish ? `/enrol?next=${encodeURIComponent(wish)}` : way);
}
