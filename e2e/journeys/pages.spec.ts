/** Every page that someone can reach, looked at in two directions of writing and two widths. */
import { both, expect, test } from '../harness/journey';
import { look } from '../harness/look';
import { enter, personas, type Who } from '../harness/people';
import { Surety } from '../harness/surety';
import { walk } from '../harness/walk';

const kinds: [name: string, is: (who: Who) => boolean, pages: number][] = [
  ['client', (w) => w.roles.includes('client') && w.departments.length === 0, 4],
  ['agent', (w) => w.departments.length > 0, 3],
  ['administrator', (w) => w.roles.includes('admin'), 6],
  ['auditor', (w) => w.roles.includes('auditor'), 2],
];

for (const language of both) {
  test.describe(language, () => {
    let surety: Surety;
    let people: Who[];
    test.beforeAll(async () => {
      surety = await Surety.start('demo');
      people = await personas(surety);
    });
    test.afterAll(() => surety?.remove());

    test('a visitor sees only doors, and they are sound', async ({ browser, watch }) => {
      const page = await enter(browser, surety, watch, language);
      const visited = await walk(page, (name) => look(page, language, `visitor-${name}`));
      expect(visited.length).toBeGreaterThanOrEqual(3);
    });

    for (const [name, is, pages] of kinds) {
      test(`every page of the ${name} is sound`, async ({ browser, watch }) => {
        test.setTimeout(300_000);
        const who = people.find(is);
        expect(who, `no ${name} among the personas`).toBeDefined();
        const page = await enter(browser, surety, watch, language, who);
        const visited = await walk(page, (path) => look(page, language, `${name}-${path}`));
        expect(visited.length, visited.join(', ')).toBeGreaterThanOrEqual(pages);
      });
    }
  });
}
