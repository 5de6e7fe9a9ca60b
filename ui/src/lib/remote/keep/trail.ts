/**
 * The way into a snapshot's folders, kept in the address so that back leads back: in the part behind `#`, which no browser sends,
 * because names of folders are content.
 */
export interface Crumb { name: string; path: string }

/** Deeper than this is not kept in an address; the way begins again at the folders named. */
const deepest = 40;

export function crumbsOf(hash: string): Crumb[] {
  const query = new URLSearchParams(hash.slice(1));
  const [names, paths] = [query.getAll('in'), query.getAll('at')];
  return names.length === paths.length ? names.map((name, i) => ({ name, path: paths[i] ?? '' })) : [];
}

/** The address of a place in the page that is open. */
export function addressOf(trail: readonly Crumb[]): string {
  const kept = trail.slice(-deepest);
  return `#${new URLSearchParams([...kept.map(({ name }) => ['in', name]), ...kept.map(({ path }) => ['at', path])])}`;
}
