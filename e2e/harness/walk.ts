/** Walks the whole app along its own links, one page of each kind. */
import type { Page } from '@playwright/test';
import { settle } from './look';

/** A page's kind: its path with ids left out, so that one ticket stands for all. */
export const kind = (path: string): string => path.replace(/[0-9a-z]{26}/g, 'one').replace(/^\/|\/$/g, '').replaceAll('/', '-') || 'start';

/** Visits every kind of page that can be reached by links from where the page is; at most so many. */
export async function walk(page: Page, visit: (name: string) => Promise<void>, limit = 60): Promise<string[]> {
  await settle(page);
  const seen = new Set([kind(new URL(page.url()).pathname)]);
  const ahead = [new URL(page.url()).pathname];
  const visited: string[] = [];
  while (ahead.length > 0 && visited.length < limit) {
    const path = ahead.shift() as string;
    await page.goto(path);
    await settle(page);
    visited.push(kind(path));
    await visit(kind(path));
    for (const next of await links(page)) {
      if (seen.has(kind(next))) continue;
      seen.add(kind(next));
      ahead.push(next);
    }
  }
  return visited;
}

/** Menus fetch what they show when somebody comes near; their links count too. */
async function links(page: Page): Promise<string[]> {
  const menus = await page.evaluate(() => {
    const openers = document.querySelectorAll('[aria-haspopup=menu]');
    openers.forEach((opener) => opener.dispatchEvent(new PointerEvent('pointerenter')));
    return openers.length;
  });
  await page.waitForFunction((count) => document.querySelectorAll('[role=menu]').length >= count, menus);
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLAnchorElement>('a[href]:not([download])')]
      .filter((a) => a.origin === location.origin && !a.pathname.startsWith('/api/') && a.pathname !== location.pathname)
      .map((a) => a.pathname),
  );
}
