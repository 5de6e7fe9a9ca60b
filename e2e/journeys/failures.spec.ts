/** Work that was given up, and a page that lost a part of itself. A mended world gives up nothing, so that the server's list of it is played here; the server's own part is tried without a browser. */
import { both, expect, test } from '../harness/journey';
import { look } from '../harness/look';
import { enter, has, one, personas, type Who } from '../harness/people';
import { provesAgain } from '../harness/proof';
import { Surety } from '../harness/surety';
import { words } from '../harness/words';

let surety: Surety;
let people: Who[];
test.beforeAll(async () => {
  surety = await Surety.start('demo');
  people = await personas(surety);
});
test.afterAll(() => surety?.remove());

for (const language of both) {
  test(`what was given up is shown and tried again, in ${language}`, async ({ browser, watch }) => {
    const t = await words(language);
    const page = await enter(browser, surety, watch, language, one(people, language, has('admin')));
    let dead = [
      { kind: 'ticket.answer', fault: 'peer_silent', count: 12, since: '2026-11-20T10:00:00Z' },
      { kind: 'web.tidy', fault: 'disk_full', count: 1, since: '2026-11-21T10:00:00Z' },
    ];
    await page.route('**/api/v1/admin/status', async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: { ...(await answer.json()), dead: dead.reduce((sum, { count }) => sum + count, 0) } });
    });
    await page.route('**/api/v1/admin/jobs/dead', (route) => route.fulfill({ json: dead }));
    await page.route('**/api/v1/admin/jobs/retry', (route) => {
      const { kind } = route.request().postDataJSON() as { kind: string };
      const revived = dead.filter((jobs) => jobs.kind === kind);
      dead = dead.filter((jobs) => jobs.kind !== kind);
      return route.fulfill({ json: { count: revived[0]?.count ?? 0 } });
    });
    await page.goto('/admin');
    await expect(page.getByRole('heading', { name: t('admin.dead.title') })).toBeVisible();
    await look(page, language, 'admin-given-up');
    await page.getByRole('button', { name: `${t('admin.dead.retry')} · ${t('admin.job.ticket.answer')}` }).click();
    await expect(page.getByText(t('admin.dead.retried', { count: 12 }))).toBeVisible();
    await expect(page.getByText('peer_silent')).toBeHidden();
    await page.getByRole('button', { name: `${t('admin.dead.retry')} · ${t('admin.job.web.tidy')}` }).click();
    await expect(page.getByRole('heading', { name: t('admin.dead.title') })).toBeHidden();
  });

  test(`a proof that cannot be asked for is a refusal, and no endless wait, in ${language}`, async ({ browser, watch }) => {
    const t = await words(language);
    const page = await enter(browser, surety, watch, language, one(people, language, has('specialist')));
    await provesAgain(page, '**/api/v1/me/destination');
    await page.route('**/StepUpDialog-*.js', (route) => route.fulfill({ status: 404 })); // an update took it away
    await page.goto('/paid');
    await page.getByRole('button', { name: t('deal.paid.change') }).click();
    await page.getByRole('textbox', { name: t('deal.pay.holder') }).fill('Wanda Brook');
    await page.getByRole('textbox', { name: t('deal.paid.iban') }).fill('GB82 WEST 1234 5698 7654 32');
    await page.getByRole('button', { name: t('common.save') }).click();
    await expect(page.getByText(t('problem.step_up_needed'))).toBeVisible();
    await expect(page.getByRole('button', { name: t('common.save') })).toBeEnabled();
  });
}
