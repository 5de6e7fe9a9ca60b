/**
 * A deal from the first offer to the money, two people at once, in both directions of writing: offer, counter-offer, question,
 * signatures, money in by a statement of the bank, work, approval, money out by a payment file.
 */
import { expect, inBoth, test } from '../harness/journey';
import { moves, orders } from '../harness/bank';
import { fund, handIn, invite, sendOffer, signBoth, writeOffer } from '../harness/deal';
import { look, settle } from '../harness/look';
import { enter, has, isClient, one } from '../harness/people';

const said = {
  en: { subject: 'Move our books to the new server', title: 'Copy and check', second: 'Show the staff', text: 'Copy all books, then compare them one by one.', question: 'What if a book is missing?', answer: 'Then I look for it at no extra charge.', done: 'All books are copied and compared.', amount: '1,250.50', less: '1,200.00', reply: 'That is fine.' },
  fa: { subject: 'بردن دفترها به سرور تازه', title: 'رونوشت و بررسی', second: 'آموزش همکاران', text: 'همهٔ دفترها رونوشت و یکی‌یکی مقایسه شود.', question: 'اگر دفتری کم باشد چه؟', answer: 'بدون هزینهٔ بیشتر آن را می‌یابم.', done: 'همهٔ دفترها رونوشت و مقایسه شد.', amount: '۱٬۲۵۰٫۵۰', less: '۱٬۲۰۰', reply: 'خوب است.' },
};

inBoth((language, world) => {
  test('a deal from offer to paid', async ({ browser, watch }) => {
    test.setTimeout(400_000);
    const words = said[language];
    const { t, surety, people } = world;
    const who = one(people, language, isClient);
    const helper = one(people, language, has('specialist'));
    const client = await enter(browser, surety, watch, language, who);
    const specialist = await enter(browser, surety, watch, language, helper);
    const banker = await enter(browser, surety, watch, language, one(people, language, has('bank')));
    const ticket = await invite(client, surety, helper, words);
    let id = '';

    await test.step('the specialist writes an offer, which keeps itself', async () => {
      await writeOffer(specialist, t, ticket, words);
      await specialist.getByRole('button', { name: t('offer.secretsUsual.finance') }).click();
      await specialist.getByRole('combobox', { name: t('offer.second') }).selectOption(language === 'en' ? 'fa' : 'en');
      await expect(specialist.getByText(t('offer.saving.saved'))).toBeVisible();
      await look(specialist, language, 'deal-offer');
      await specialist.reload();
      await expect(specialist.getByRole('textbox', { name: t('offer.milestoneTitle'), exact: true })).toHaveValue(words.title);
      id = await sendOffer(specialist, t);
    });

    await test.step('the client finds it at the request, and sends back a lower price', async () => {
      const waits = client.getByRole('link', { name: t('portal.waits.decide') });
      await client.goto('/portal');
      await expect(waits).toHaveAttribute('href', `/deals/${id}`);
      await look(client, language, 'portal-waits');
      await client.getByRole('link', { name: words.subject }).first().click();
      await expect(client.getByRole('status').filter({ has: waits })).toBeVisible(); // where it would say that the step is ours
      await settle(client);
      await look(client, language, 'deal-request');
      await waits.click();
      await expect(client.getByRole('heading', { name: t('deal.next.decide') })).toBeVisible();
      await look(client, language, 'deal-offered');
      await client.getByRole('link', { name: t('deal.counter') }).click();
      await client.getByRole('textbox', { name: t('offer.amount'), exact: true }).fill(words.less);
      await expect(client.getByText(t('offer.saving.saved'))).toBeVisible();
      await look(client, language, 'deal-counter');
      await client.getByTestId('send-offer').click();
      await client.getByRole('dialog').getByRole('button', { name: t('offer.send.counter') }).click();
      await expect(client.getByRole('heading', { name: t('deal.next.wait.offer') })).toBeVisible();
    });

    await test.step('the specialist sees what changed without doing anything, and accepts', async () => {
      await expect(specialist.getByRole('heading', { name: t('offer.changes') })).toBeVisible();
      await look(specialist, language, 'deal-countered');
      await specialist.getByTestId('accept').click();
      await expect(specialist.getByRole('heading', { name: t('deal.next.sign') })).toBeVisible();
    });

    await test.step('a question keeps both from signing until it is answered', async () => {
      await client.getByRole('link', { name: t('deal.toSigning') }).click();
      await client.getByTestId('ask-about').first().click();
      await client.getByRole('textbox', { name: t('signing.askLabel') }).fill(words.question);
      await client.getByTestId('ask').click();
      await expect(client.getByText(t('signing.blocked', { count: 1 }))).toBeVisible();
      await expect(client.getByTestId('sign')).toHaveCount(0);
      await specialist.getByRole('link', { name: t('deal.toSigning') }).click();
      await specialist.getByRole('textbox', { name: t('signing.answer') }).fill(words.answer);
      await look(specialist, language, 'deal-question');
      await specialist.getByTestId('answer').click();
      await expect(client.getByText(words.answer)).toBeVisible();
      await look(client, language, 'deal-signing');
    });

    await test.step('both sign', async () => {
      await signBoth(t, client, specialist);
      await expect(client.getByText(t('signing.inForce'))).toBeVisible();
      await look(client, language, 'deal-signed');
    });

    await test.step('the client sees how to pay; the bank reports the money, and it is held', async () => {
      await client.goto(`/deals/${id}`);
      await expect(client.getByRole('heading', { name: t('deal.pay.title') })).toBeVisible();
      await look(client, language, 'deal-pay');
      await fund(client, banker, surety, t, id);
    });

    await test.step('the specialist begins, and hands in a file', async () => {
      await handIn(specialist, t, id, words, () => look(specialist, language, 'deal-submit'));
    });

    await test.step('the client approves; the file opens', async () => {
      await expect(client.getByText(words.done)).toBeVisible();
      await expect(client.getByText(t('deal.work.locked'))).toBeVisible();
      await look(client, language, 'deal-submitted');
      await client.getByTestId('do-approve').click();
      await settle(client);
      await look(client, language, 'deal-approve');
      await client.getByTestId('confirm').click();
      await expect(client.getByText(t('deal.work.open')).first()).toBeVisible();
    });

    await test.step('the money leaves with a payment file, and the bank reports it paid', async () => {
      const ordered = await orders(banker, surety);
      expect(ordered.length).toBeGreaterThan(0);
      for (const { minor, endToEnd } of ordered) await moves(banker, surety, -minor, endToEnd, endToEnd);
      await specialist.reload();
      await expect(specialist.getByText(t('deal.payout.paid'), { exact: true }).first()).toBeVisible();
      await expect(specialist.getByRole('heading', { name: t('deal.next.over') })).toBeVisible();
      await specialist.getByText(t('deal.ledger.title')).click();
      await settle(specialist);
      await look(specialist, language, 'deal-paid');
    });

    await test.step('both find it among their deals', async () => {
      await client.goto('/deals');
      await expect(client.locator(`a[href="/deals/${id}"]`)).toBeVisible();
      await look(client, language, 'deals');
      await specialist.goto('/calls');
      await look(specialist, language, 'calls');
      await specialist.goto('/paid');
      await look(specialist, language, 'paid');
    });
  });
});
