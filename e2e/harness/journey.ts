/** What every journey begins with: `test` with the watch, which fails the journey at its end for any trouble it saw. */
import { test as base, expect } from '@playwright/test';
import { personas, type Who } from './people';
import { Surety } from './surety';
import { Watch } from './watch';
import { words, type Words } from './words';

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
export type Both = (typeof both)[number];

/** What a journey through the demo world has at hand. */
export interface World {
  surety: Surety;
  people: Who[];
  t: Words;
}

/** Describes journeys in both directions of writing; each language has a demo world of its own. */
export function inBoth(journeys: (language: Both, world: World) => void): void {
  for (const language of both) {
    test.describe(language, () => {
      const world = {} as World;
      test.beforeAll(async () => {
        world.t = await words(language);
        world.surety = await Surety.start('demo');
        world.people = await personas(world.surety);
      });
      test.afterAll(() => world.surety?.remove());
      journeys(language, world);
    });
  }
}
