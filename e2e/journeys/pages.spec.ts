/** Every page that someone can reach, looked at in both directions of writing; and read in the other two languages. */
import { both, expect, test } from '../harness/journey';
import { speaks } from '../harness/language';
import { look, settle } from '../harness/look';
import { enter, has, isAgent, isClient, one, personas, type Who } from '../harness/people';
import { Surety } from '../harness/surety';
import { walk } from '../harness/walk';
import type { Language } from '../harness/words';

/** Whoever there is, and how many kinds of pages they must at least have come to. */
const kinds: [name: string, is: (who: Who) => boolean, pages: number][] = [
  ['client', isClient, 4],
  ['agent', isAgent, 4],
  ['specialist', has('specialist'), 3],
  ['administrator', has('admin'), 9],
  ['auditor', has('auditor'), 2],
  ['bank desk', has('bank'), 5],
  ['arbiter', has('arbiter'), 3],
];

test.describe.configure({ mode: 'parallel' });
let surety: Surety;
let people: Who[];
test.beforeAll(async () => {
  surety = await Surety.start('demo');
  people = await personas(surety);
});
test.afterAll(() => surety?.remove());

for (const language of both) {
  test.describe(language, () => {
    test('a visitor sees only doors, and they are sound', async ({ browser, watch }) => {
      const page = await enter(browser, surety, watch, language);
      const visited = await walk(page, (path) => look(page, language, `visitor-${path}`));
      expect(visited.length, visited.join(', ')).toBeGreaterThanOrEqual(3);
    });

    for (const [name, is, pages] of kinds) {
      test(`every page of the ${name} is sound`, async ({ browser, watch }) => {
        const page = await enter(browser, surety, watch, language, one(people, language, is));
        const visited = await walk(page, (path) => look(page, language, `${name}-${path}`));
        expect(visited.length, visited.join(', ')).toBeGreaterThanOrEqual(pages);
      });
    }
  });
}

for (const language of ['ru', 'zh'] as const satisfies Language[]) {
  test(`no page has English left in it, in ${language}`, async ({ browser, watch }) => {
    for (const [name, is] of [['visitor', undefined] as const, ...kinds]) {
      const page = await enter(browser, surety, watch, language, is && one(people, language, is));
      await walk(page, async (path) => {
        await settle(page);
        await speaks(page, language, `${name}-${path}`);
      });
      await page.context().close();
    }
  });
}
