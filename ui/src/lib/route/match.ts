/**
 * Which screen an address means. A path is fixed, or ends in `/*`, whose last part names one thing: its `id`. The fixed
 * one wins, so that `/desk/new` is never taken for a ticket.
 */
export interface Match<R> {
  route: R;
  id: string;
}

/** The part by which areas are told apart: `portal` of `/portal/7`. */
export const areaOf = (path: string) => path.split('/', 2)[1] ?? '';

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined; // a broken escape names nothing
  }
}

export function match<R extends { path: string }>(routes: readonly R[], address: string): Match<R> | undefined {
  const path = address.replace(/(?<=.)\/+$/, '');
  const fixed = routes.find((route) => route.path === path);
  if (fixed) return { route: fixed, id: '' };
  const cut = path.lastIndexOf('/');
  const id = decoded(path.slice(cut + 1));
  const open = id && routes.find((route) => route.path === `${path.slice(0, cut)}/*`);
  return open ? { route: open, id } : undefined;
}
