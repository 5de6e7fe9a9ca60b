/** Steps that need words alone; the word is also the end of the address. */
export type Saying = 'answer' | 'appeal' | 'object';
