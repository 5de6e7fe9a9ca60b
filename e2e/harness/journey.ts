/** What every journey begins with: `test` with the watch, which fails the journey at its end for any trouble it saw. */
import { test as base, expect } from '@playwright/test';
import { Watch } from './watch';

export const test = base.extend<{ watch: Watch }>({
  watch: [
    async ({}, use) => {
      const watch = new Watch();
      await use(watch);
      await watch.end();
      expect(watch.troubles).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
/** Both directions of writing; what holds in these holds in the others. */
export const both = ['en', 'fa'] as const;
