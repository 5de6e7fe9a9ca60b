import { goto } from '$app/navigation';
import { error, redirect } from '@sveltejs/kit';
import type { Area, Session } from '$lib/api';
import { asProblem } from '$lib/api';
import { session } from './session.svelte';

/** Lets in only those who have the area (any, when none is named); others are led to the door, or told there is nothing. */
export function enter(url: URL, area?: Area): void {
  if (session.problem) return;
  if (!session.signedIn) {
    const way = session.next();
    redirect(307, way === '/sign-in' ? `/sign-in?next=${encodeURIComponent(url.pathname + url.search)}` : way);
  }
  if (area && !session.has(area)) error(404, { message: '', code: 'absent' });
}

/** Turns a refusal of a `load` into the error page. */
export function refuse(cause: unknown): never {
  const problem = asProblem(cause);
  error(problem.status >= 400 ? problem.status : 503, { message: '', code: problem.code });
}

/** What follows an answer of the sign-in endpoints: on to where one wished to go. */
export async function arrive(answer: Session): Promise<void> {
  await session.accept(answer);
  const wish = new URLSearchParams(location.search).get('next');
  const way = session.next(wish);
  if (way !== location.pathname) await goto(way === '/enrol' && wish ? `/enrol?next=${encodeURIComponent(wish)}` : way);
}
