/** How long the warning stands before one can go on, in seconds: who is told on the telephone to hurry is held up by it. */
export const lockSeconds = 10;

const key = (session: string) => `remote-warned-${session}`;

/** Whether this reader has gone past the warning of this session, in this tab. */
export const isWarned = (session: string): boolean => sessionStorage.getItem(key(session)) !== null;
export const rememberWarned = (session: string): void => sessionStorage.setItem(key(session), '1');
