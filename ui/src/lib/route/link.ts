/** Which clicks on links the app follows by itself; all others are the browser's. */
export function follows(event: MouseEvent): HTMLAnchorElement | undefined {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return undefined;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link?.href || link.hasAttribute('download') || (link.target && link.target !== '_self')) return undefined;
  return link.origin === location.origin ? link : undefined;
}

/** Only another place in the page that is open. */
export const samePage = (a: URL | Location | HTMLAnchorElement, b: URL) => a.pathname === b.pathname && a.search === b.search;
