/** What a first screen really fetches stays within ui/budgets.json, so that nothing is left out of the sum there. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { expect, inBoth, test } from '../harness/journey';
import { settle } from '../harness/look';
import { enter, isAgent, isClient, one } from '../harness/people';

const budgets = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../ui/budgets.json'), 'utf8')) as Record<string, { kib: number }>;

/** Script and style of the page as it stands, compressed as the budgets are. */
async function weight(page: Page): Promise<number> {
  await settle(page);
  await page.waitForFunction(() => performance.getEntriesByType('resource').some(({ name }) => name.includes('/problem-'))); // the last to come
  const files = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => /[.](js|css)$/.test(name)));
  expect(files.length).toBeGreaterThan(3);
  const bodies = await Promise.all([...new Set(files)].map(async (file) => (await page.request.get(file)).body()));
  return bodies.reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0) / 1024;
}

inBoth((language, world) => {
  test('first screens weigh no more than agreed', async ({ browser, watch }) => {
    const visits = [['/sign-in', undefined], ['/portal', isClient], ['/desk', isAgent]] as const;
    for (const [path, is] of visits) {
      const entered = await enter(browser, world.surety, watch, language, is && one(world.people, language, is));
      const page = await entered.context().newPage();
      await page.goto(path);
      expect.soft(await weight(page), path).toBeLessThanOrEqual(budgets[path]?.kib ?? 0);
    }
  });
});
