/** Every page that someone can reach, looked at in both directions of writing; and read in the other two languages. */
import type { Browser, Page } from '@playwright/test';
import { asked, Asks } from '../harness/agreed';
import { both, expect, test } from '../harness/journey';
import { speaks } from '../harness/language';
import { look, settle } from '../harness/look';
import { enter, has, isAgent, isClient, one, personas, type Who } from '../harness/people';
import { Surety } from '../harness/surety';
import { walk } from '../harness/walk';
import type { Watch } from '../harness/watch';
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

/** A complaint of a client's, found to be without ground. */
async function decided(browser: Browser, watch: Watch, language: Language): Promise<{ client: Page; id: string }> {
  const client = await enter(browser, surety, watch, language, one(people, language, isClient));
  const officer = new Asks((await enter(browser, surety, watch, language, one(people, language, has('security')))).request, surety);
  const asClient = new Asks(client.request, surety);
  const { id } = await asClient.send<{ id: string }>('POST', `/tickets/${await asked(asClient, '1')}/complaints`, { kind: 'kept', text: '1' });
  await officer.send('POST', `/complaints/${id}/take`, {});
  await officer.send('POST', `/complaints/${id}/sift`, { personal: false, laws: [] });
  await officer.send('POST', `/complaints/${id}/decide`, { outcome: 'unfounded', text: '1', remedies: [] });
  return { client, id };
}

for (const language of both) {
  test.describe(language, () => {
    test('a visitor sees only doors, and they are sound', async ({ browser, watch }) => {
      const page = await enter(browser, surety, watch, language);
      const visited = await walk(page, (path) => look(page, language, `visitor-${path}`));
      expect(visited.length, visited.join(', ')).toBeGreaterThanOrEqual(3);
    });

    test('the page of a complaint that was decided, with its pack, is sound', async ({ browser, watch }) => {
      const { client, id } = await decided(browser, watch, language);
      await client.goto(`/complaints/${id}`);
      await expect(client.getByTestId('complaint-pack')).toBeVisible();
      await look(client, language, 'client-complaint-decided');
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
    for (const [name, is] of [['visitor', undefined] as const, ...kinds, ['officer', has('security')] as const]) {
      const page = await enter(browser, surety, watch, language, is && one(people, language, is));
      await walk(page, async (path) => {
        await settle(page);
        await speaks(page, language, `${name}-${path}`);
      });
      await page.context().close();
    }
    const { client, id } = await decided(browser, watch, language);
    await client.goto(`/complaints/${id}`);
    await settle(client);
    await speaks(client, language, 'client-complaint-decided');
  });
}
