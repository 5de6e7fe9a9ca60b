import { need } from '$lib/i18n';

/** What is said beside sealed papers about how to verify one, fetched where there is one. */
export const genuine = () => Promise.all([import('./Genuine.svelte'), need('paper')]).then(([{ default: Genuine }]) => Genuine);
