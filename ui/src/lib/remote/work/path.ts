/** Paths in one of the client's folders: `.` is the folder itself, parts stand between slashes. */

/** A name in a folder, or a folder in one. */
export const joined = (path: string, name: string) => (path === '.' ? name : `${path}/${name}`);

/** The folder that holds it. */
export const out = (path: string) => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.');
