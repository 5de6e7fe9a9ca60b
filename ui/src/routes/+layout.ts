import { begin } from '$lib/account/session.svelte';

export const ssr = false;
export const prerender = false;

let begun: Promise<void> | undefined;

/** Nothing shows before the language and the session are known. */
export const load = () => (begun ??= begin());
