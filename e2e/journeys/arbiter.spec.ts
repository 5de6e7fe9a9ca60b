/**
 * Offers did not meet: an arbiter takes the dispute, proposes and awards; a second agrees; one side appeals; a third decides, and the
 * money is divided so. The dispute of the demo world has waited for its days already; what time itself does, package dispute's
 * own tests go through.
 */
import { conserved, judge, say, take } from '../harness/dispute';
import { expect, inBoth, test } from '../harness/journey';
import { look } from '../harness/look';
import { enter, has, headers, one, type Who } from '../harness/people';

const said = {
  en: { proposal: 'Half of what was agreed is there.', award: 'The agreement names all orders; weights are part of an order.', grounds: 'The file of weights was never handed to me.', decision: 'Two thirds were done as agreed, and the rest cannot be used.' },
  fa: { proposal: 'نیمی از آنچه قرار بود انجام شده است.', award: 'قرارداد از همهٔ سفارش‌ها می‌گوید و وزن بخشی از سفارش است.', grounds: 'پروندهٔ وزن‌ها هرگز به من داده نشد.', decision: 'دو سوم چنان که قرار بود انجام شده و باقی به کار نمی‌آید.' },
};
const sums = { en: { proposal: '300', award: '350', decision: '400' }, fa: { proposal: '۳۰۰', award: '۳۵۰', decision: '۴۰۰' } };

interface Row { id: string; deal: string; client: { id: string }; specialist: { id: string }; stakeMinor: number }

inBoth((language, world) => {
  test('a dispute that arbiters decide', async ({ browser, watch }) => {
    test.setTimeout(400_000);
    const words = said[language];
    const { t, surety, people } = world;
    const neutral = people.filter((who) => has('arbiter')(who) && !has('client')(who));
    const interested = people.find((who) => has('arbiter')(who) && has('client')(who)) as Who;
    const [first, second, third] = await Promise.all(neutral.slice(0, 3).map((who) => enter(browser, surety, watch, language, who)));
    if (!first || !second || !third) throw new Error('the demo world needs three arbiters who know nobody');
    const banker = await enter(browser, surety, watch, language, one(people, language, has('bank')));

    const waiting = (await (await first.request.get('/api/v1/disputes/waiting')).json()) as { items: Row[] };
    const row = waiting.items[0] as Row;
    const room = `/disputes/${row.id}`;
    const client = await enter(browser, surety, watch, language, people.find(({ id }) => id === row.client.id));
    const specialist = await enter(browser, surety, watch, language, people.find(({ id }) => id === row.specialist.id));

    await test.step('somebody with an interest neither sees it nor can take it', async () => {
      const page = await enter(browser, surety, watch, language, interested);
      expect(((await (await page.request.get('/api/v1/disputes/waiting')).json()) as { items: Row[] }).items).toEqual([]);
      const refused = await page.request.post(`/api/v1/disputes/${row.id}/take`, { headers: headers(surety.url), data: {} });
      expect([refused.status(), ((await refused.json()) as { code: string }).code]).toEqual([403, 'conflict_of_interest']);
      expect((await page.request.get(`/api/v1${room}`)).status()).not.toBe(200);
      await page.goto('/disputes/desk');
      await expect(page.getByText(t('dispute.waitingNone'))).toBeVisible();
      await page.context().close();
    });

    await test.step('an arbiter sees in the rail that one waits, takes it and proposes; nobody else finds it any more', async () => {
      await first.goto('/disputes/desk');
      await expect(first.getByRole('link', { name: t('staff.arbiter') }).getByText(language === 'en' ? '1' : '۱')).toBeVisible();
      await look(first, language, 'arbiter-desk');
      await second.goto('/disputes/desk');
      await expect(second.getByTestId(`take-${row.id}`)).toBeVisible();
      await take(first, t, room);
      await expect(second.getByTestId(`take-${row.id}`)).toHaveCount(0); // told by the stream
      await look(first, language, 'arbiter-file');
      await judge(first, t, 'propose', sums[language].proposal, words.proposal);
    });

    await test.step('one side agrees, the other does not, and the arbiter awards', async () => {
      await client.goto(room);
      await expect(client.getByText(words.proposal).first()).toBeVisible();
      await look(client, language, 'dispute-proposed');
      await client.getByTestId('accept-proposal').click();
      await client.getByRole('dialog').getByRole('button', { name: t('dispute.agree') }).click();
      await expect(client.getByText(t('dispute.title.wait.proposed'))).toBeVisible();
      await judge(first, t, 'award', sums[language].award, words.award);
      await expect(first).toHaveURL(/\/disputes\/desk$/);
      await expect(client.getByText(t('dispute.title.wait.seeking_second'))).toBeVisible();
      await expect(client.getByText(words.award)).toHaveCount(0); // sealed from the sides until a second agrees
    });

    await test.step('who awarded cannot agree to it; a second arbiter does', async () => {
      expect((await first.request.post(`/api/v1/disputes/${row.id}/take`, { headers: headers(surety.url), data: {} })).status()).toBe(403);
      await take(second, t, room);
      await look(second, language, 'arbiter-confirm');
      await judge(second, t, 'confirm');
      await expect(client.getByText(words.award).first()).toBeVisible();
      await look(client, language, 'dispute-awarded');
    });

    await test.step('the specialist appeals; a third decides, and the money is divided', async () => {
      await specialist.goto(room);
      await say(specialist, t, 'appeal', words.grounds);
      await look(specialist, language, 'dispute-appealed');
      await take(third, t, room);
      await look(third, language, 'arbiter-appeal');
      await judge(third, t, 'decide', sums[language].decision, words.decision);
      await expect(client.getByRole('heading', { name: t('dispute.title.closed.appealed') })).toBeVisible();
      await expect(specialist.getByText(words.decision).first()).toBeVisible();
      await look(client, language, 'dispute-decided');
      await conserved(client, banker, row.deal, 40_000, row.stakeMinor - 40_000);
    });
  });

  test('a review that breaks a rule goes when two agree, and leaves a mark', async ({ browser, watch }) => {
    const { t, surety, people } = world;
    const [one, two] = people.filter(({ departments }) => departments.length > 0);
    const specialist = people.filter(has('specialist')).find(({ language: spoken }) => spoken === 'fa') as Who;
    const ann = await enter(browser, surety, watch, language, one);
    const ben = await enter(browser, surety, watch, language, two);
    await ann.goto(`/deals/specialists/${specialist.id}`);
    await look(ann, language, 'review-staff');
    await ann.getByTestId('breaks-rule').first().click();
    await ann.getByRole('radio', { name: t('review.rule.off_topic') }).check();
    await look(ann, language, 'review-propose');
    await ann.getByTestId('confirm').click();
    await expect(ann.getByRole('dialog')).toHaveCount(0);
    await ann.goto('/deals/removals');
    await expect(ann.getByText(t('review.another'))).toBeVisible();
    await expect(ann.getByTestId('remove')).toHaveCount(0);
    await ben.goto('/deals/removals');
    await look(ben, language, 'review-removals');
    await ben.getByTestId('remove').click();
    await ben.getByRole('dialog').getByRole('button', { name: t('review.approve') }).click();
    await expect(ben.getByText(t('review.removalsNone'))).toBeVisible();
    await ben.goto(`/deals/specialists/${specialist.id}`);
    await expect(ben.getByText(t('review.noneYetText')).or(ben.getByText(t('review.reason.off_topic')))).toBeVisible();
    await look(ben, language, 'review-removed');
  });
});
