/**
 * What does not go on without a lead: a dispute that no arbiter can take, and consent to a dispute of somebody who lost too many.
 * Nobody loses ten disputes in a journey, and so there the server's answers are given as it would give them; its side is package
 * dispute's to show.
 */
import type { Page, Route } from '@playwright/test';
import { Asks, funded, signed } from '../harness/agreed';
import { expect, inBoth, test } from '../harness/journey';
import { look } from '../harness/look';
import { enter, has, headers, isClient, isLead, one } from '../harness/people';

const said = {
  en: { subject: 'Label the shelves', title: 'Six hundred labels', done: 'All shelves have their labels.', statement: 'A third of the labels cannot be read.' },
  fa: { subject: 'برچسب قفسه‌ها', title: 'ششصد برچسب', done: 'همهٔ قفسه‌ها برچسب دارد.', statement: 'یک سوم برچسب‌ها خوانا نیست.' },
};

interface Row { id: string }
interface Seen { ticket: string; client: { id: string; name: string }; specialist: { id: string; name: string }; progress: { id: string; state: string }[] }

/** Answers what ends so as the server would, and tells what was asked. */
async function answers(page: Page, end: string, answer: (route: Route) => { status: number; json?: object }): Promise<unknown[]> {
  const heard: unknown[] = [];
  await page.route(`**/api/v1${end}`, (route) => {
    heard.push(route.request().postDataJSON());
    const { status, json } = answer(route);
    return route.fulfill({ status, contentType: status < 400 ? 'application/json' : 'application/problem+json', body: json ? JSON.stringify(json) : '' });
  });
  return heard;
}

inBoth((language, world) => {
  test('a lead learns that no arbiter is free', async ({ browser, watch }) => {
    const { t, surety, people } = world;
    const lead = one(people, language, isLead);
    const page = await enter(browser, surety, watch, language, lead);
    await page.goto('/disputes/lead');
    await expect(page.getByText(t('dispute.requestsNone'))).toBeVisible();
    await expect(page.getByText(t('dispute.unattendedNone'))).toBeVisible();
    await look(page, language, 'lead-nothing');
    for (const arbiter of people.filter(has('arbiter'))) {
      const desk = await enter(browser, surety, watch, language, arbiter);
      const { items } = (await (await desk.request.get('/api/v1/disputes/waiting')).json()) as { items: Row[] };
      for (const { id } of items) expect((await desk.request.post(`/api/v1/disputes/${id}/recuse`, { headers: headers(surety.url), data: {} })).ok()).toBe(true);
      await desk.context().close();
    }
    await page.reload();
    await expect(page.getByText(t('dispute.unattendedNone'))).toHaveCount(0);
    await expect(page.getByText(t('dispute.requestsNone'))).toBeVisible();
    await look(page, language, 'lead-unattended');
  });

  test('who lost too many disputes asks a lead, who agrees', async ({ browser, watch }) => {
    const { t, surety, people } = world;
    const words = said[language];
    const helper = one(people, language, has('specialist'));
    const client = await enter(browser, surety, watch, language, one(people, language, isClient));
    const specialist = await enter(browser, surety, watch, language, helper);
    const banker = await enter(browser, surety, watch, language, one(people, language, has('bank')));
    const lead = await enter(browser, surety, watch, language, one(people, language, isLead));
    const [buys, works] = [client, specialist].map((page) => new Asks(page.request, surety)) as [Asks, Asks];
    const id = await signed(buys, works, helper.id, language, words.subject, [{ title: words.title, amountMinor: 60_000 }]);
    await funded(buys, banker, surety, id);
    const deal = await buys.get<Seen>(`/deals/${id}`);
    const milestone = deal.progress[0]?.id ?? '';
    const way = `/deals/${id}/milestones/${milestone}`;
    await works.act(id, `milestones/${milestone}/start`);
    await works.act(id, `milestones/${milestone}/submit`, { text: words.done, works: [] });

    await test.step('the dispute does not begin; the client asks for consent', async () => {
      let agreed = false;
      await client.route(`**/api/v1${way}/dispute`, (route) =>
        agreed ? route.fallback() : route.fulfill({ status: 403, contentType: 'application/problem+json', body: JSON.stringify({ status: 403, title: 'Forbidden', code: 'dispute_consent_needed' }) }),
      );
      const asks = await answers(client, `${way}/dispute-request`, () => ({ status: 204 }));
      await client.goto(`/disputes/new/${id}?milestone=${milestone}`);
      await client.getByRole('textbox', { name: t('dispute.statement') }).fill(words.statement);
      await client.getByTestId('begin-dispute').click();
      await expect(client.getByText(t('dispute.problem.dispute_consent_needed'))).toBeVisible();
      await look(client, language, 'dispute-consent-needed');
      await client.getByTestId('ask-lead').click();
      await expect(client.getByTestId('ask-lead')).toHaveCount(0);
      expect(asks).toHaveLength(1);
      agreed = true;
    });

    await test.step('the lead sees who asks and what they lost, and agrees', async () => {
      const request = { deal: id, milestone, ticket: deal.ticket, by: deal.client, other: deal.specialist, currency: 'EUR', stakeMinor: 60_000, decided: 11, lost: 9, at: new Date().toISOString() };
      let waits = true;
      await answers(lead, '/disputes/requests', () => ({ status: 200, json: waits ? [request] : [] }));
      const consents = await answers(lead, `${way}/dispute-consent`, () => ({ status: 204 }));
      await lead.goto('/disputes/lead');
      await expect(lead.getByText(t('dispute.requestLost', language === 'en' ? { lost: '9', decided: '11' } : { lost: '۹', decided: '۱۱' }))).toBeVisible();
      await look(lead, language, 'lead-request');
      waits = false;
      await lead.getByTestId('consent').click();
      await expect(lead.getByText(t('dispute.consented'))).toBeVisible();
      await expect(lead.getByText(t('dispute.requestsNone'))).toBeVisible();
      expect(consents).toEqual([{ account: deal.client.id }]);
    });

    await test.step('the dispute begins', async () => {
      await client.getByTestId('begin-dispute').click();
      await client.waitForURL(/\/disputes\/[0-9a-z]{26}$/);
      await expect(client.getByText(words.statement)).toBeVisible();
    });
  });
});
