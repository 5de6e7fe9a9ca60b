/**
 * A deal from the first offer to the money, two people at once, in both directions of writing: offer, counter-offer, question,
 * signatures, money in by a statement of the bank, work, approval, money out by a payment file.
 */
import { expect, inBoth, test } from '../harness/journey';
import { moves, orders } from '../harness/money';
import { photo } from '../harness/files';
import { look, settle } from '../harness/look';
import { enter, has, headers, isClient, one } from '../harness/people';

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
    const post = (path: string, data: object) => client.request.post(`/api/v1${path}`, { headers: headers(surety.url), data });

    const departments = (await (await client.request.get('/api/v1/departments')).json()) as { items?: { id: string }[] } & { id: string }[];
    const asked = await post('/tickets', { subject: words.subject, text: words.text, department: (departments.items ?? departments)[0]?.id });
    const ticket = ((await asked.json()) as { id: string }).id;
    expect((await post(`/tickets/${ticket}/invitations`, { specialist: helper.id })).status()).toBe(204);

    await test.step('the specialist writes an offer, which keeps itself', async () => {
      await specialist.setViewportSize({ width: 1440, height: 900 }); // the details stand beside the conversation
      await specialist.goto(`/desk/${ticket}`);
      await specialist.getByRole('link', { name: t('deal.begin') }).click();
      await specialist.getByRole('textbox', { name: t('offer.dealTitle') }).fill(words.subject);
      await specialist.getByRole('textbox', { name: t('offer.milestoneTitle'), exact: true }).fill(words.title);
      await specialist.getByRole('textbox', { name: t('offer.amount'), exact: true }).fill(words.amount);
      await specialist.getByLabel(t('offer.due')).fill(new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10));
      await specialist.getByRole('button', { name: t('offer.secretsUsual.finance') }).click();
      await specialist.getByRole('combobox', { name: t('offer.second') }).selectOption(language === 'en' ? 'fa' : 'en');
      await expect(specialist.getByText(t('offer.saving.saved'))).toBeVisible();
      await look(specialist, language, 'deal-offer');
      await specialist.reload();
      await expect(specialist.getByRole('textbox', { name: t('offer.milestoneTitle'), exact: true })).toHaveValue(words.title);
      await specialist.getByTestId('send-offer').click();
      await specialist.getByRole('dialog').getByRole('button', { name: t('offer.send.first') }).click();
      await expect(specialist.getByRole('heading', { name: t('deal.next.wait.offer') })).toBeVisible();
    });
    const id = new URL(specialist.url()).pathname.split('/').at(-1) ?? '';

    await test.step('the client finds it at the request, and sends back a lower price', async () => {
      await client.goto(`/portal/${ticket}`);
      await settle(client);
      await look(client, language, 'deal-request');
      await client.locator(`a[href="/deals/${id}"]`).click();
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
      for (const page of [client, specialist]) {
        await page.getByText(t('signing.haveRead')).click();
        await page.getByTestId('sign').click();
        await expect(page.getByTestId('sign')).toHaveCount(0, { timeout: 60_000 });
      }
      await expect(client.getByText(t('signing.inForce'))).toBeVisible();
      await look(client, language, 'deal-signed');
    });

    await test.step('the client sees how to pay; the bank reports the money, and it is held', async () => {
      await client.goto(`/deals/${id}`);
      await expect(client.getByRole('heading', { name: t('deal.pay.title') })).toBeVisible();
      await look(client, language, 'deal-pay');
      const { progress } = (await (await client.request.get(`/api/v1/deals/${id}`)).json()) as { progress: { reference: string; charge: { priceMinor: number } }[] };
      await moves(banker, surety, progress[0]?.charge.priceMinor ?? 0, progress[0]?.reference ?? '');
      await expect(client.getByRole('heading', { name: t('deal.next.wait.begin') })).toBeVisible();
    });

    await test.step('the specialist begins, and hands in a file', async () => {
      await specialist.goto(`/deals/${id}`);
      await specialist.getByTestId('do-start').click();
      await specialist.getByTestId('do-submit').click();
      const dialog = specialist.getByRole('dialog');
      await dialog.getByRole('textbox', { name: t('deal.submitText') }).fill(words.done);
      await dialog.locator('input[type=file]').setInputFiles(photo('books.png'));
      await expect(dialog.getByRole('checkbox', { name: 'books.png' })).toBeChecked();
      await look(specialist, language, 'deal-submit');
      await dialog.getByTestId('confirm').click();
      await expect(specialist.getByRole('heading', { name: t('deal.next.wait.look', { milestone: words.title }) })).toBeVisible();
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
