export { Attempt } from './attempt.svelte';
export { api, ask, base, guard, ifMatch, newKey } from './client';
export { asProblem, Problem, problemFrom } from './problem';
export { CursorList } from './list.svelte';
export { fileAddress, uploadFile, type Upload } from './upload';
export type * from './types';
