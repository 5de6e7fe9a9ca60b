/** A remote session as its people see it: asked for, decided on by the client, refused or reported, seen and ended by a lead. */
import { expect, inBoth, test } from '../harness/journey';
import { look } from '../harness/look';
import { Asks } from '../harness/agreed';
import { enter, isAgent, isClient, one, type Who } from '../harness/people';
import type { Page } from '@playwright/test';

const said = {
  en: { subject: 'The nightly backup stopped', reason: 'The nightly backup fails; I want to read its log and start it by hand.' },
  fa: { subject: 'پشتیبان شبانه متوقف شد', reason: 'پشتیبان شبانه کار نمی‌کند؛ می‌خواهم گزارش آن را بخوانم و دستی اجرایش کنم.' },
};

interface Row { id: string; subject: string; department?: { id: string } }

/** Asks for a session on a ticket, as the page lets one. Answers where it is. */
async function ask(page: Page, ticket: string, reason: string, seen?: () => Promise<void>): Promise<string> {
  await page.goto(`/remote/new/${ticket}`);
  for (const power of ['terminal.type', 'files.fetch', 'port']) await page.getByTestId(`power-${power}`).check({ force: true });
  await expect(page.getByTestId('power-terminal.view')).toBeChecked(); // typing needs seeing
  await page.locator('textarea').first().fill('127.0.0.1:5900');
  await page.locator('textarea[name=reason]').fill(reason);
  await seen?.();
  await page.getByTestId('ask-session').click();
  await page.waitForURL(/\/remote\/[0-9a-f]{32}$/);
  await expect(page.getByTestId('turn')).toBeVisible();
  return new URL(page.url()).pathname;
}

inBoth((language, world) => {
  test('a client decides about a remote session, and is not hurried', async ({ browser, watch }) => {
    const words = said[language];
    const { t, surety, people } = world;
    const isSupport = (who: Who) => isAgent(who) && who.departments.some((id) => id === department);
    const client = await enter(browser, surety, watch, language, one(people, language, isClient));
    const asks = new Asks(client.request, surety);
    const found = await asks.get<{ items?: { id: string }[] } & { id: string }[]>('/departments');
    const department = (found.items ?? found)[0]?.id ?? '';
    const ticket = (await asks.send<Row>('POST', '/tickets', { subject: words.subject, text: words.subject, department })).id;
    const staff = people.filter(isSupport);
    const pages = await Promise.all(staff.map((who) => enter(browser, surety, watch, language, who)));
    const posts = await Promise.all(pages.map(async (page) => ((await (await page.request.get('/api/v1/session')).json()) as { account: { posts: { post: string; department: { id: string } }[] } }).account.posts));
    const with_ = (post: string) => pages[posts.findIndex((all) => all.some((p) => p.post === post && p.department.id === department))];
    const [agent, lead] = [with_('agent'), with_('lead')];
    if (!agent || !lead) throw new Error('nobody to ask, or nobody who leads');
    let session = '';

    await test.step('an agent asks for powers one by one, and why', async () => {
      session = await ask(agent, ticket, words.reason, () => look(agent, language, 'remote-ask'));
      await expect(agent.getByText(words.reason)).toBeVisible();
      await look(agent, language, 'remote-asked');
      await agent.goto(`/desk/${ticket}`);
      await expect(agent.locator(`a[href="${session}"]`).first()).toBeVisible();
    });

    await test.step('the client finds it on the request, and is warned first', async () => {
      await client.goto(`/portal/${ticket}`);
      await client.locator(`a[href="${session}"]`).first().click();
      await expect(client.getByRole('heading', { name: t('remote.warn.title') })).toBeVisible();
      await expect(client.getByTestId('go-on')).toBeDisabled();
      await look(client, language, 'remote-warning');
      await client.getByTestId('go-on').click(); // waits until it is no longer locked
    });

    await test.step('the client reads who asks for what, and gets a code that is counted down', async () => {
      await expect(client.getByText(words.reason)).toBeVisible();
      await client.getByTestId('make-code').click();
      const code = (await client.getByTestId('code').textContent()) ?? '';
      expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
      await expect(client.getByTestId('dial')).toContainText(code);
      await expect(client.getByText(t('remote.code.nobody'))).toBeVisible();
      await look(client, language, 'remote-consent');
      await client.getByTestId('make-code').click();
      await expect(client.getByTestId('code')).not.toHaveText(code); // a new one ends the old
    });

    await test.step('nobody but the client gets a code', async () => {
      for (const page of [agent, lead]) {
        await page.goto(session);
        await expect(page.getByTestId('turn')).toBeVisible();
        await expect(page.getByTestId('make-code')).toHaveCount(0);
        const answer = await page.request.post(`/api/v1${session.replace('/remote/', '/remote-sessions/')}/code`, { headers: { 'X-Surety-Csrf': '1', Origin: surety.url, 'Idempotency-Key': 'x'.repeat(16) }, data: {} });
        expect([403, 404]).toContain(answer.status());
      }
    });

    await test.step('the client says no, and the agent sees it among their sessions without doing anything', async () => {
      await agent.goto('/remote/mine');
      await expect(agent.getByText(t('remote.mine.none.live'))).toBeVisible();
      await agent.getByRole('tab', { name: t('remote.mine.asked') }).click();
      await expect(agent.locator(`a[href="${session}"]`).first()).toBeVisible();
      await look(agent, language, 'remote-mine');
      await client.getByTestId('refuse').click();
      await expect(client.getByTestId('turn')).toContainText(t('remote.turn.client.refused', { specialist: '' }).slice(0, 6));
      await expect(agent.getByText(t('remote.mine.none.asked'))).toBeVisible();
      await agent.getByRole('tab', { name: t('remote.mine.ended') }).click();
      await expect(agent.getByRole('row').filter({ has: agent.locator(`a[href="${session}"]`) })).toContainText(t('remote.state.refused'));
      await look(client, language, 'remote-refused');
    });

    await test.step('a lead sees what is open, and ends it', async () => {
      const again = await ask(agent, ticket, words.reason);
      await lead.goto('/remote/live');
      await expect(lead.locator(`a[href="${again}"]`)).toBeVisible();
      await look(lead, language, 'remote-live');
      await lead.getByTestId(`end-${again.split('/').at(-1)}`).click();
      await expect(lead.locator(`a[href="${again}"]`)).toHaveCount(0);
      await expect(agent.getByText(t('remote.state.ended')).first()).toBeVisible();
    });

    await test.step('one press reports and bans', async () => {
      session = await ask(agent, ticket, words.reason);
      await client.goto(session);
      await client.getByTestId('report-telephoned').click();
      await expect(client.getByText(t('remote.state.reported')).first()).toBeVisible();
      await look(client, language, 'remote-reported');
      await agent.goto(`/remote/new/${ticket}`);
      await agent.getByTestId('power-terminal.view').check({ force: true });
      await agent.locator('textarea[name=reason]').fill(words.reason);
      await agent.getByTestId('ask-session').click();
      await expect(agent.getByText(t('remote.problem.remote_banned'))).toBeVisible();
    });

    await test.step('a lead looks into the report and lifts the ban, and the agent may ask again', async () => {
      await lead.goto('/remote/reports');
      const row = lead.getByRole('listitem').filter({ has: lead.locator(`a[href="${session}"]`) });
      await expect(row).toContainText(t('remote.reports.reason.telephoned'));
      await look(lead, language, 'remote-reports');
      await row.getByTestId('lift').click();
      await lead.getByRole('radio', { name: t('remote.reports.why.mistaken') }).check({ force: true });
      await look(lead, language, 'remote-lift');
      await lead.getByRole('dialog').getByRole('button', { name: t('remote.reports.lift') }).click();
      await expect(row).toContainText(t('remote.reports.why.mistaken'));
      await expect(row.getByTestId('lift')).toHaveCount(0);
      await agent.getByTestId('ask-session').click();
      await agent.waitForURL(/\/remote\/[0-9a-f]{32}$/);
    });
  });
});
