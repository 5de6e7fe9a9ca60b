/**
 * The guarantee fund: two people fill it out of earned fees, an offer promises it, and it pays a client within the warranty. Nobody
 * decides what they proposed themselves, and what is refused moves nothing.
 */
import type { Page } from '@playwright/test';
import { Asks, asked, funded, sign, signed, type Seen } from '../harness/agreed';
import { sendOffer } from '../harness/deal';
import { both, expect, test } from '../harness/journey';
import { look, settle } from '../harness/look';
import { enter, has, headers, isClient, one, personas } from '../harness/people';
import { provesAgain } from '../harness/proof';
import { Surety } from '../harness/surety';
import { words, type Words } from '../harness/words';

const said = {
  en: { earned: 'Clean the old printer server', subject: 'Repair the booking system', title: 'Repair and test', amount: '150.00', fill: '200.00', more: '40.00', back: '90.00', dear: '5,000.00' },
  fa: { earned: 'پاک‌سازی سرور قدیمی چاپ', subject: 'تعمیر سامانهٔ نوبت‌دهی', title: 'تعمیر و آزمون', amount: '۱۵۰٫۰۰', fill: '۲۰۰٫۰۰', more: '۴۰٫۰۰', back: '۹۰٫۰۰', dear: '۵٬۰۰۰٫۰۰' },
};

const referenceOf = async (client: Asks, deal: string) => (await client.get<Seen>(`/deals/${deal}`)).progress[0]?.reference ?? '';

/** Goes the short way from funded to approved. */
async function done(client: Asks, specialist: Asks, deal: string): Promise<void> {
  const id = (await client.get<Seen>(`/deals/${deal}`)).progress[0]?.id;
  await specialist.act(deal, `milestones/${id}/start`);
  await specialist.act(deal, `milestones/${id}/submit`, { text: 'Done.', works: [] });
  await client.act(deal, `milestones/${id}/approve`);
}

/** Proposes on the page of the fund; what is chosen and filled in is the caller's. */
async function proposes(page: Page, t: Words, amount: string, choose?: () => Promise<void>): Promise<void> {
  await page.goto('/bank/guarantee');
  await choose?.();
  await page.getByRole('textbox', { name: t('bank.line.amount'), exact: true }).fill(amount);
  await page.getByRole('button', { name: t('bank.propose.send') }).click();
  await expect(page.getByText(t('bank.propose.done'))).toBeVisible();
}

for (const language of both) {
  test.describe(language, () => {
    let surety: Surety;
    test.beforeAll(async () => void (surety = await Surety.start('demo', '--fee-basis-points', '2500')));
    test.afterAll(() => surety?.remove());

    test('two people fill the guarantee fund, an offer promises it, and it pays the client', async ({ browser, watch }) => {
      test.setTimeout(300_000);
      const [t, people, mine] = [await words(language), await personas(surety), said[language]];
      const [first, second] = people.filter(has('bank'));
      const helper = one(people, language, has('specialist'));
      const ann = await enter(browser, surety, watch, language, first);
      const ben = await enter(browser, surety, watch, language, second);
      const client = await enter(browser, surety, watch, language, one(people, language, isClient));
      const specialist = await enter(browser, surety, watch, language, helper);
      const [asClient, asSpecialist] = [new Asks(client.request, surety), new Asks(specialist.request, surety)];
      const fund = async () => (await (await ann.request.get('/api/v1/bank/guarantee?currency=EUR')).json()) as { balanceMinor: number; promisedMinor: number };
      const waiting = (page: Page) => page.getByRole('table', { name: t('bank.fund.waits') }).getByRole('row').nth(1);
      const newest = (page: Page) => page.getByRole('table', { name: t('bank.fund.history') }).getByRole('row').nth(1);

      let plain = ''; // a milestone without a guarantee
      await test.step('work that was released leaves fees', async () => {
        await ann.goto('/bank/guarantee');
        await look(ann, language, 'fund-empty');
        const deal = await signed(asClient, asSpecialist, helper.id, language, mine.earned, [{ title: mine.earned, amountMinor: 100_000 }]);
        plain = await referenceOf(asClient, deal);
        await funded(asClient, ann, surety, deal);
        await done(asClient, asSpecialist, deal);
      });

      await test.step('one proposes to fill the fund, and can only take it back', async () => {
        await proposes(ann, t, mine.fill);
        await expect(waiting(ann)).toContainText(t('bank.fund.byYou'));
        await expect(ann.getByRole('button', { name: t('bank.decide.approve') })).toHaveCount(0);
        await look(ann, language, 'fund-proposed');
        const { items } = (await (await ann.request.get('/api/v1/bank/motions?state=open')).json()) as { items: { id: string }[] };
        const refused = await ann.request.post(`/api/v1/bank/motions/${items[0]?.id}/approve`, { headers: headers(surety.url) });
        expect([refused.status(), (await refused.json()).code]).toEqual([403, 'same_person']);
        expect(await fund()).toMatchObject({ balanceMinor: 0 });
      });

      await test.step('another finds it on the overview, and agrees', async () => {
        await ben.goto('/bank');
        await look(ben, language, 'fund-overview');
        await ben.getByRole('link', { name: t('bank.waits.motions') }).click();
        await look(ben, language, 'fund-decide');
        await waiting(ben).getByRole('button', { name: t('bank.decide.approve') }).click();
        await expect(ben.getByText(t('bank.fund.noneWaits'))).toBeVisible();
        await expect(newest(ben)).toContainText(t('bank.fund.state.approved'));
        expect(await fund()).toMatchObject({ balanceMinor: 20_000, promisedMinor: 0 });
      });

      await test.step('what another refuses moves nothing', async () => {
        await proposes(ann, t, mine.more);
        await ben.reload();
        await waiting(ben).getByRole('button', { name: t('bank.decide.refuse') }).click();
        await expect(newest(ben)).toContainText(t('bank.fund.state.refused'));
        await look(ben, language, 'fund-refused');
        expect(await fund()).toMatchObject({ balanceMinor: 20_000 });
      });

      let deal = '';
      await test.step('an offer promises it, as far as it reaches', async () => {
        const ticket = await asked(asClient, mine.subject);
        await asClient.send('POST', `/tickets/${ticket}/invitations`, { specialist: helper.id });
        await specialist.setViewportSize({ width: 1440, height: 900 }); // the details stand beside the conversation
        await specialist.goto(`/desk/${ticket}`);
        await specialist.getByRole('link', { name: t('deal.begin') }).click();
        const price = specialist.getByRole('textbox', { name: t('offer.amount'), exact: true });
        await specialist.getByRole('textbox', { name: t('offer.dealTitle') }).fill(mine.subject);
        await specialist.getByRole('textbox', { name: t('offer.milestoneTitle'), exact: true }).fill(mine.title);
        await specialist.getByLabel(t('offer.due')).fill(new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10));
        await price.fill(mine.dear);
        await specialist.getByRole('checkbox', { name: t('offer.guarantee') }).check({ force: true });
        await expect(specialist.getByText(t('offer.saving.saved'))).toBeVisible();
        await specialist.getByTestId('send-offer').click();
        await specialist.getByRole('dialog').getByRole('button', { name: t('offer.send.first') }).click();
        await expect(specialist.getByText(t('deal.problem.reserve_not_funded')).first()).toBeVisible();
        await look(specialist, language, 'fund-not-covered');
        await specialist.keyboard.press('Escape');
        await price.fill(mine.amount);
        await expect(specialist.getByText(t('offer.saving.saved'))).toBeVisible();
        deal = await sendOffer(specialist, t);
        await client.goto(`/deals/${deal}`);
        await expect(client.getByText(t('offer.guaranteeYes'))).toBeVisible();
        await look(client, language, 'fund-offered');
        await asClient.act(deal, 'accept', { version: 1 });
        for (const side of [asClient, asSpecialist]) await sign(side, deal);
        expect(await fund()).toMatchObject({ balanceMinor: 20_000, promisedMinor: 15_000 });
      });

      const reference = await referenceOf(asClient, deal);
      await test.step('what was not delivered as promised is paid back by two', async () => {
        await funded(asClient, ann, surety, deal);
        await done(asClient, asSpecialist, deal);
        await proposes(ann, t, mine.back, async () => {
          await ann.getByRole('radio', { name: t('bank.fund.kind.payment') }).check();
          await ann.getByRole('combobox', { name: t('bank.fund.reason') }).selectOption('defect');
          await ann.getByRole('textbox', { name: t('bank.propose.reference') }).fill(plain);
          await ann.getByRole('textbox', { name: t('bank.line.amount'), exact: true }).fill(mine.back);
          await ann.getByRole('button', { name: t('bank.propose.send') }).click();
          await expect(ann.getByText(t('bank.problem.guarantee_unpromised'))).toBeVisible();
          await look(ann, language, 'fund-unpromised');
          await ann.getByRole('textbox', { name: t('bank.propose.reference') }).fill(reference);
        });
        await ben.goto('/bank/guarantee');
        await expect(waiting(ben)).toContainText(t('bank.fund.reason.defect'));
        await look(ben, language, 'fund-pay');
        await provesAgain(ben, '**/api/v1/bank/motions/*/approve');
        await waiting(ben).getByRole('button', { name: t('bank.decide.approve') }).press('Enter');
        const proof = ben.getByRole('dialog', { name: t('account.stepUp.title') });
        await expect(proof).toBeVisible();
        expect(await fund()).toMatchObject({ balanceMinor: 20_000 });
        await proof.getByRole('button').filter({ hasText: second?.name ?? '' }).click();
        await expect(newest(ben)).toContainText(t('bank.fund.reason.defect'));
        await expect(newest(ben)).toContainText(t('bank.fund.state.approved'));
        expect(await fund()).toMatchObject({ balanceMinor: 11_000, promisedMinor: 6_000 });
      });

      await test.step('the client sees what came from the fund', async () => {
        await client.goto(`/deals/${deal}`);
        await expect(client.getByText(t('deal.step.guarantee_paid')).first()).toBeVisible();
        await settle(client);
        await look(client, language, 'fund-client');
        await ben.goto('/bank/reconciliation');
        const sheets = (await (await ben.request.get('/api/v1/bank/sheets')).json()) as { differsMinor: number }[];
        expect(sheets.map(({ differsMinor }) => differsMinor)).toEqual(sheets.map(() => 0));
      });
    });
  });
}
