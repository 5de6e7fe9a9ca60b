export { Attempt } from './attempt.svelte';
export { api, ask, base, guard, ifMatch, newKey } from './client';
export { askFile } from './file';
export { asProblem, Problem, problemFrom } from './problem';
export { CursorList } from './list.svelte';
export { base64url, fileAddress, previewAddress, uploadFile, type Upload } from './upload';
export type * from './types';
