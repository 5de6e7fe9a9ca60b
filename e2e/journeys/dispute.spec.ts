/** A deal that ends in a dispute, two people at once: what is sensitive in their words is covered and opened for a reason, their sealed offers meet, the
 * money is divided, and each reviews the other. */
import { type Locator, type Page } from '@playwright/test';
import { conserved, dispute, rate, say, seal } from '../harness/dispute';
import { fund, handIn, invite, sendOffer, signBoth, writeOffer } from '../harness/deal';
import { expect, inBoth, test } from '../harness/journey';
import { look } from '../harness/look';
import { enter, has, isClient, one } from '../harness/people';

const said = {
  en: {
    subject: 'Put our price list on the wall screens', title: 'Six screens', text: 'Six screens show our prices.', done: 'Six screens show the list.', kind: 'email', plain: 'nora@quarry.example', ask: 'Ask nora@quarry.example.', amount: '1,200', statement: 'Two of the six screens stay dark.', answer: 'The two have no power; that was yours to bring.',
    low: '500', high: '1,000', meets: '400', praise: 'Tidy work, and fair when we did not agree.', thanks: 'Clear wishes, and a fair ending.', point: '5',
  },
  fa: {
    subject: 'نمایش قیمت‌ها روی نمایشگرها', title: 'شش نمایشگر', text: 'شش نمایشگر قیمت‌ها را نشان دهد.', done: 'شش نمایشگر فهرست را نشان می‌دهد.', kind: 'phone', plain: '۰۹۱۲۱۲۳۴۵۶۷', ask: 'تماس: ۰۹۱۲۱۲۳۴۵۶۷', amount: '۱٬۲۰۰', statement: 'دو تا از شش نمایشگر خاموش می‌ماند.', answer: 'آن دو برق ندارد؛ آوردن برق با شما بود.',
    low: '۵۰۰', high: '۱٬۰۰۰', meets: '۴۰۰', praise: 'کار تمیز بود و در اختلاف منصف ماند.', thanks: 'خواسته روشن بود و پایان منصفانه.', point: '۵',
  },
};

inBoth((language, world) => {
  test('a dispute that two sealed offers end', async ({ browser, watch }) => {
    test.setTimeout(400_000);
    const words = said[language];
    const { t, surety, people } = world;
    const helper = one(people, language, has('specialist'));
    const client = await enter(browser, surety, watch, language, one(people, language, isClient));
    const specialist = await enter(browser, surety, watch, language, helper);
    const banker = await enter(browser, surety, watch, language, one(people, language, has('bank')));
    let id = '';
    let room = '';
    const chips = (where: Locator) => where.locator(`button[data-kind=${words.kind}]`);
    const uncover = async (page: Page, where: Locator, picture: string) => {
      await expect(where).not.toContainText(words.plain);
      await chips(where).click();
      await page.getByRole('radio', { name: t('cover.reason.check') }).check();
      await look(page, language, picture);
      await page.getByRole('button', { name: t('cover.show'), exact: true }).click();
      await expect(where).toContainText(words.plain);
    };

    await test.step('offer, signatures, money in, work handed in', async () => {
      const ticket = await invite(client, surety, helper, words);
      await writeOffer(specialist, t, ticket, words);
      id = await sendOffer(specialist, t);
      await client.goto(`/deals/${id}`);
      await client.getByTestId('accept').click();
      await client.getByRole('link', { name: t('deal.toSigning') }).click();
      await expect(client.getByTestId('sign')).toBeVisible();
      await specialist.goto(`/deals/sign/${id}`);
      await signBoth(t, client, specialist);
      await client.goto(`/deals/${id}`);
      await expect(client.getByRole('heading', { name: t('deal.pay.title') })).toBeVisible();
      await fund(client, banker, surety, t, id);
      await handIn(specialist, t, id, { ...words, done: `${words.done} ${words.ask}` });
    });

    await test.step('the client is not content, and opens a dispute', async () => {
      await uncover(client, client.locator('.rounds'), 'dispute-report-reason');
      await look(client, language, 'dispute-report-open');
      room = await dispute(client, t, `${words.statement} ${words.ask}`, () => look(client, language, 'dispute-begin'));
      await look(client, language, 'dispute-waiting');
    });

    await test.step('the specialist sees it on the deal without doing anything, and answers', async () => {
      await expect(specialist.getByText(t('deal.milestone.disputed')).first()).toBeVisible();
      await specialist.goto(room);
      await expect(specialist.getByText(words.statement)).toBeVisible();
      await look(specialist, language, 'dispute-answering');
      await uncover(specialist, specialist.locator('ol.words'), 'dispute-words-reason');
      await specialist.locator('ol.words').getByText(words.plain).click(); // covered again
      await chips(specialist.locator('ol.words')).click();
      await specialist.getByRole('button', { name: t('cover.falseMark') }).click();
      await look(specialist, language, 'dispute-words-false');
      await specialist.getByRole('button', { name: t('cover.falseDo') }).click();
      await expect(client.locator('ol.words')).toContainText(words.plain); // told by the stream
      await say(specialist, t, 'answer', words.answer);
      await expect(client.getByText(words.answer)).toBeVisible(); // told by the stream
    });

    await test.step('each puts something into the file, and both read the same', async () => {
      await specialist.getByTestId('add-evidence').click();
      await look(specialist, language, 'dispute-evidence');
      await specialist.getByTestId('put-submission').first().click();
      await specialist.getByRole('button', { name: t('common.close') }).last().click();
      await expect(client.locator('.exhibits').getByText(words.done)).toBeVisible();
      await uncover(client, client.locator('.exhibits'), 'dispute-exhibit-reason'); // the copy holds what was said, not its cover
      await client.getByTestId('add-evidence').click();
      await client.getByTestId('put-message').first().click();
      await client.getByRole('button', { name: t('common.close') }).last().click();
      await expect(specialist.locator('.exhibits').getByText(words.text)).toBeVisible();
    });

    await test.step('offers that do not meet tell nobody anything', async () => {
      await seal(client, t, 'release', words.low);
      const before = await (await specialist.request.get(`/api/v1${room}`)).text();
      await seal(specialist, t, 'demand', words.high);
      const seen = (await (await client.request.get(`/api/v1${room}`)).json()) as { state: string; offer: { releaseMinor: number } };
      expect([seen.state, seen.offer.releaseMinor]).toEqual(['offering', 50_000]);
      expect(before).not.toContain('50000');
      await look(client, language, 'dispute-sealed');
      await look(specialist, language, 'dispute-offering');
    });

    await test.step('an offer that meets the other settles at the middle', async () => {
      await seal(specialist, t, 'demand', words.meets);
      await expect(specialist.getByRole('heading', { name: t('dispute.title.closed.crossed') })).toBeVisible();
      await expect(client.getByRole('heading', { name: t('dispute.title.closed.crossed') })).toBeVisible();
      const { stakeMinor, releaseMinor } = (await (await client.request.get(`/api/v1${room}`)).json()) as { stakeMinor: number; releaseMinor: number };
      expect([releaseMinor, stakeMinor]).toEqual([45_000, 120_000]);
      await conserved(client, banker, id, releaseMinor, stakeMinor - releaseMinor);
      await look(client, language, 'dispute-crossed');
    });

    await test.step('each is asked for a review, which is sealed until both spoke', async () => {
      for (const page of [client, specialist]) {
        await page.goto(`/deals/${id}`);
        await page.getByRole('link', { name: t('review.write') }).click();
      }
      await look(specialist, language, 'review-write');
      await rate(client, t, ['quality', 'communication', 'timeliness', 'confidentiality'], 5, words.praise);
      await look(client, language, 'review-sealed');
      await specialist.reload();
      await expect(specialist.getByTestId('send-review')).toBeVisible();
      await expect(specialist.getByText(words.praise)).toHaveCount(0);
      const pair = await specialist.request.get(new URL(specialist.url()).pathname.replace('/deals/review/', '/api/v1/deals/') + `/milestones/${new URL(specialist.url()).searchParams.get('milestone')}/review`);
      expect(await pair.json()).not.toHaveProperty('other');
      await rate(specialist, t, ['clarity', 'communication', 'payment', 'fairness'], 5, words.thanks);
      await expect(specialist.getByText(words.praise)).toBeVisible();
      await expect(client.getByText(words.thanks)).toBeVisible(); // told by the stream
      await look(client, language, 'review-published');
    });

    await test.step('it stands on the profile, beside the disputes', async () => {
      await client.goto(`/deals/specialists/${helper.id}`);
      await expect(client.getByText(words.praise)).toBeVisible();
      await expect(client.getByText(t('review.disputes.settled', { number: language === 'en' ? '1' : '۲' }))).toBeVisible();
      await look(client, language, 'review-profile');
      await client.goto('/deals/reviews');
      await look(client, language, 'reviews-waiting');
      await client.goto('/disputes');
      await expect(client.locator(`a[href="${room}"]`)).toBeVisible();
      await look(client, language, 'disputes');
    });
  });
});
