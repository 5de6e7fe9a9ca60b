export { goto, page, start } from './router.svelte';
export { Elsewhere, lazy, ready, type Route, type Step, type Visit } from './step';
export { default as Nest } from './Nest.svelte';
