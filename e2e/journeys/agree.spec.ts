/** What two people can agree besides the straight way: a call, a part, an end by both, a change of the contract; and where one is paid. */
import { Asks, asked, funded, reports, sign, signed } from '../harness/agreed';
import { expect, inBoth, test } from '../harness/journey';
import { look } from '../harness/look';
import { enter, has, isClient, one, personas } from '../harness/people';
import { provesAgain } from '../harness/proof';
import { Surety } from '../harness/surety';

const said = {
  en: { subject: 'Move the archive', brief: 'Somebody to move an archive of drawings.', why: 'I have moved three such archives.', title: 'Copy and check', amount: '900', part: '250.00', more: 'Two more folders', done: 'The first half is copied.', holder: 'Max Hollis' },
  fa: { subject: 'بردن بایگانی', brief: 'کسی که بایگانی نقشه‌ها را جابه‌جا کند.', why: 'سه بایگانی از این دست را جابه‌جا کرده‌ام.', title: 'رونوشت و بررسی', amount: '۹۰۰', part: '۲۵۰', more: 'دو پوشهٔ دیگر', done: 'نیمهٔ نخست رونوشت شد.', holder: 'کاوه نادری' },
};
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

inBoth((language, world) => {
  test('a request is opened to applications; who is invited makes an offer', async ({ browser, watch }) => {
    const { t, surety, people } = world;
    const words = said[language];
    const client = await enter(browser, surety, watch, language, one(people, language, isClient));
    const helper = one(people, language, has('specialist'));
    const specialist = await enter(browser, surety, watch, language, helper);
    const ticket = await asked(new Asks(client.request, surety), words.subject);

    await client.goto(`/portal/${ticket}`);
    await client.getByRole('button', { name: t('deal.callBegin') }).click();
    await client.getByRole('textbox', { name: t('deal.brief') }).fill(words.brief);
    await client.getByRole('button', { name: t('deal.publish') }).click();
    await expect(client.getByText(t('deal.noApplications'))).toBeVisible();

    await specialist.goto('/calls');
    const call = specialist.getByRole('listitem').filter({ hasText: words.brief });
    await call.getByRole('button', { name: t('deal.apply'), exact: true }).click();
    await call.getByRole('textbox', { name: t('deal.applyText') }).fill(words.why);
    await call.getByRole('button', { name: t('deal.applySend') }).click();
    await expect(call.getByText(t('deal.youApplied'))).toBeVisible();

    await client.reload();
    await expect(client.getByText(words.why)).toBeVisible();
    await look(client, language, 'call-applied');
    await client.getByRole('button', { name: t('deal.invite'), exact: true }).click();
    await expect(client.getByText(t('deal.isInvited'), { exact: true })).toBeVisible();

    await specialist.reload();
    await call.getByRole('link', { name: t('deal.begin') }).click();
    await specialist.getByRole('textbox', { name: t('offer.dealTitle') }).fill(words.subject);
    await specialist.getByRole('textbox', { name: t('offer.milestoneTitle'), exact: true }).fill(words.title);
    await specialist.getByRole('textbox', { name: t('offer.amount'), exact: true }).fill(words.amount);
    await specialist.getByLabel(t('offer.due')).fill(inDays(20));
    await expect(specialist.getByText(t('offer.saving.saved'))).toBeVisible();
    await specialist.getByTestId('send-offer').click();
    await specialist.getByRole('dialog').getByRole('button', { name: t('offer.send.first') }).click();
    await expect(specialist.getByRole('heading', { name: t('deal.next.wait.offer') })).toBeVisible();

    await client.getByRole('link', { name: t('deal.with', { name: helper.name }) }).click();
    await expect(client.getByRole('heading', { name: t('deal.next.decide') })).toBeVisible();
  });

  test('a part is released, the contract is changed by both, and the rest is cancelled by both', async ({ browser, watch }) => {
    const { t, surety, people } = world;
    const words = said[language];
    const client = await enter(browser, surety, watch, language, one(people, language, isClient));
    const helper = one(people, language, has('specialist'));
    const specialist = await enter(browser, surety, watch, language, helper);
    const banker = await enter(browser, surety, watch, language, people.find(has('bank')));
    const [buys, works] = [client, specialist].map((page) => new Asks(page.request, surety)) as [Asks, Asks];
    const id = await signed(buys, works, helper.id, language, words.subject, [{ title: words.title, amountMinor: 100_000 }]);
    await funded(buys, banker, surety, id);
    const { progress } = await works.get<{ progress: { id: string }[] }>(`/deals/${id}`);
    const milestone = `milestones/${progress[0]?.id}`;
    await works.act(id, `${milestone}/start`);
    await works.act(id, `${milestone}/submit`, { text: words.done, works: [] });

    await test.step('the client releases a part; the rest stays held', async () => {
      await client.goto(`/deals/${id}`);
      await client.getByTestId('do-release_part').click();
      await client.getByRole('textbox', { name: t('deal.partAmount') }).fill(words.part);
      await client.getByTestId('confirm').click();
      await expect(client.getByRole('heading', { name: t('deal.next.wait.work', { milestone: words.title }) })).toBeVisible();
      const { progress: [now] } = await buys.get<{ progress: { money: { heldMinor: number } }[] }>(`/deals/${id}`);
      expect(now?.money.heldMinor).toBe(75_000);
    });

    await test.step('the specialist proposes a change of the contract, and both sign it', async () => {
      await specialist.goto(`/deals/${id}`);
      await specialist.getByRole('link', { name: t('deal.amend') }).click();
      await specialist.getByRole('button', { name: t('offer.addMilestone') }).click();
      await specialist.getByRole('textbox', { name: t('offer.milestoneTitle'), exact: true }).last().fill(words.more);
      await specialist.getByRole('textbox', { name: t('offer.amount'), exact: true }).last().fill(words.part);
      await specialist.getByLabel(t('offer.due')).last().fill(inDays(40));
      await expect(specialist.getByText(t('offer.saving.saved'))).toBeVisible();
      await specialist.getByTestId('send-offer').click();
      await specialist.getByRole('dialog').getByRole('button', { name: t('offer.send.amendment') }).click();

      await expect(client.getByRole('heading', { name: t('deal.next.decide') })).toBeVisible();
      await look(client, language, 'deal-amendment');
      await client.getByTestId('accept').click();
      await client.getByRole('link', { name: t('deal.toSigning') }).click();
      await client.getByText(t('signing.haveRead')).click();
      await client.getByTestId('sign').click();
      await expect(client.getByTestId('sign')).toHaveCount(0, { timeout: 60_000 });
      await sign(works, id);
      await client.goto(`/deals/${id}`);
      await expect(client.getByRole('heading', { name: words.more })).toBeVisible();
    });

    await test.step('one asks to end it, takes that back, asks again; the other refuses, then agrees', async () => {
      await client.getByTestId('do-request_cancel').first().click();
      await client.getByTestId('confirm').click();
      await client.getByTestId('do-withdraw_cancel').click();
      await client.getByTestId('confirm').click();
      await client.getByTestId('do-request_cancel').first().click();
      await client.getByTestId('confirm').click();
      await expect(specialist.getByRole('heading', { name: t('deal.next.cancel', { name: one(people, language, isClient).name, milestone: words.title }) })).toBeVisible();
      await look(specialist, language, 'deal-cancel');
      await specialist.getByTestId('do-refuse_cancel').click();
      await specialist.getByTestId('confirm').click();
      await client.getByTestId('do-request_cancel').first().click();
      await client.getByTestId('confirm').click();
      await specialist.getByTestId('do-agree_cancel').click();
      await specialist.getByTestId('confirm').click();
      await expect(specialist.getByText(t('deal.milestone.cancelled'), { exact: true }).first()).toBeVisible();
      const { progress: [now] } = await buys.get<{ progress: { money: { heldMinor: number; refundedMinor: number; fundedMinor: number; releasedMinor: number; feesMinor: number } }[] }>(`/deals/${id}`);
      expect([now?.money.heldMinor, now?.money.refundedMinor]).toEqual([0, 75_000]);
      expect((now?.money.releasedMinor ?? 0) + (now?.money.feesMinor ?? 0) + 75_000).toBe(now?.money.fundedMinor);
    });
  });

  test('one says where one is paid, after proving again who one is', async ({ browser, watch }) => {
    const { t, surety, people } = world;
    const page = await enter(browser, surety, watch, language, one(people, language, has('specialist')));
    await provesAgain(page, '**/api/v1/me/destination');
    await page.goto('/paid');
    await page.getByRole('button', { name: t('deal.paid.change') }).click();
    await page.getByRole('textbox', { name: t('deal.pay.holder') }).fill(said[language].holder);
    await page.getByRole('textbox', { name: t('deal.paid.iban') }).fill('GB82 WEST 1234 5698 7654 32');
    await page.getByRole('button', { name: t('common.save') }).click();
    const proof = page.getByRole('dialog', { name: t('account.stepUp.title') });
    await expect(proof).toBeVisible();
    await proof.getByRole('button').filter({ hasText: one(people, language, has('specialist')).name }).click();
    await expect(page.getByText('GB82 WEST 1234 5698 7654 32')).toBeVisible();
    await expect(page.getByText(t('deal.paid.waits'))).toBeVisible();
    await look(page, language, 'paid-saved');
  });

  test('where a partner holds the money, no files are made: payouts are ordered there, and its statements tell the rest', async ({ browser, watch }) => {
    const { t } = world;
    const words = said[language];
    const surety = await Surety.start('demo', '--record-only=true');
    try {
      const people = await personas(surety);
      const client = await enter(browser, surety, watch, language, one(people, language, isClient));
      const helper = one(people, language, has('specialist'));
      const specialist = await enter(browser, surety, watch, language, helper);
      const banker = await enter(browser, surety, watch, language, people.find(has('bank')));
      await expect(banker.getByText(t('bank.overview.partner'))).toBeVisible();
      const [buys, works] = [client, specialist].map((page) => new Asks(page.request, surety)) as [Asks, Asks];
      const id = await signed(buys, works, helper.id, language, words.subject, [{ title: words.title, amountMinor: 40_000 }]);
      await funded(buys, banker, surety, id);
      const { progress } = await works.get<{ progress: { id: string }[] }>(`/deals/${id}`);
      const milestone = `milestones/${progress[0]?.id}`;
      await works.act(id, `${milestone}/start`);
      await works.act(id, `${milestone}/submit`, { text: words.done, works: [] });
      await buys.act(id, `${milestone}/approve`);

      const desk = new Asks(banker.request, surety);
      const payable = () => desk.get<{ items: { id: string; amountMinor: number; account?: { id: string } }[] }>('/bank/payouts?state=payable');
      await expect.poll(async () => (await payable()).items.some(({ account }) => account?.id === helper.id)).toBe(true);
      const payout = (await payable()).items.find(({ account }) => account?.id === helper.id);
      await banker.goto('/bank/payouts');
      await expect(banker.getByText(t('bank.payout.partner'))).toBeVisible();
      await expect(banker.getByRole('button', { name: t('bank.pay.make') })).toHaveCount(0);
      await look(banker, language, 'bank-partner');
      await banker.getByRole('row').filter({ hasText: helper.name }).getByRole('button', { name: t('bank.payout.order') }).click();
      await expect(banker.getByRole('row').filter({ hasText: helper.name })).toHaveCount(0);
      await reports(banker, surety, { minor: -(payout?.amountMinor ?? 0), endToEnd: payout?.id });
      await specialist.goto(`/deals/${id}`);
      await expect(specialist.getByText(t('deal.payout.paid'), { exact: true }).first()).toBeVisible();
      await watch.end();
    } finally {
      await surety.remove();
    }
  });
});
