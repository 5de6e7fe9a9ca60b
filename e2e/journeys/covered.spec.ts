/** What is sensitive is covered: a client pastes a card and an id, an agent opens one for a reason, and the client reads that: in the record, on the
 * transparency page of the case and in a status report, whose question they answer low; who leads the department answers them. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { type Page } from '@playwright/test';
import { expect, inBoth, test } from '../harness/journey';
import { look, settle } from '../harness/look';
import { answer, askForHelp } from '../harness/pages';
import { enter, has, isClient, one } from '../harness/people';
import { binary, environment } from '../harness/surety';

const said = {
  en: { subject: 'The payment was declined, write to nora@quarry.example', text: 'The payment was declined twice.\nMy card is 4111 1111 1111 1111 and the password: Invented-2026!', kind: 'password', plain: 'Invented-2026!', reply: 'Please try 5555 5555 5555 4444 instead.', unsafe: 'Why was it looked at?', calm: 'To check the payment with you. It is covered again.' },
  fa: { subject: 'پرداخت انجام نشد، با nora@quarry.example', text: 'پرداخت دو بار رد شد.\nکارت من ۴۱۱۱ ۱۱۱۱ ۱۱۱۱ ۱۱۱۱ است و کد ملی ۰۰۸۴۵۷۵۹۴۸', kind: 'ir_national_id', plain: '۰۰۸۴۵۷۵۹۴۸', reply: 'لطفاً 5555 5555 5555 4444 را امتحان کنید.', unsafe: 'چرا آن را دیدند؟', calm: 'برای بررسی پرداخت با شما. دوباره پوشیده است.' },
} as const;

interface Ticket {
  id: string;
  department: { id: string };
}

inBoth((language, world) => {
  const words = said[language];
  const covers = (page: Page) => page.getByRole('log').locator(`button[data-kind=${words.kind}]`);

  test('a pasted card and number are covered, and who opens one stands on the record', async ({ browser, watch }, info) => {
    test.setTimeout(240_000);
    const client = await enter(browser, world.surety, watch, language, one(world.people, language, isClient));
    await askForHelp(client, world.t, words, [], (name) => look(client, language, `covered-${name}`));
    await expect(covers(client)).toBeVisible();
    await expect(client.locator('body')).not.toContainText(words.plain);
    await look(client, language, 'covered-client');

    const newest = (await (await client.request.get('/api/v1/tickets?sort=-created&limit=1')).json()) as { items: Ticket[] };
    const ticket = newest.items[0] as Ticket;
    const staff = world.people.find(({ departments }) => departments.includes(ticket.department.id));
    if (!staff) throw new Error('nobody of the department among the personas');
    const agent = await enter(browser, world.surety, watch, language, staff);
    await agent.goto(`/desk/${ticket.id}`);
    await expect(covers(agent)).toBeVisible();
    await expect(agent.locator('body')).not.toContainText(words.plain);
    await look(agent, language, 'covered-agent');

    for (const page of [agent, client]) {
      const title = page.getByRole('heading').filter({ has: page.locator('button[data-kind=email]') });
      await expect(title).not.toContainText('nora@quarry.example');
      await title.locator('button').click();
      await page.getByRole('button', { name: world.t('cover.show'), exact: true }).click();
      await expect(page.getByRole('heading', { name: 'nora@quarry.example' })).toBeVisible();
    }
    await look(client, language, 'covered-subject');

    await covers(agent).focus();
    await agent.keyboard.press('Enter');
    await expect(agent.getByRole('dialog')).toBeVisible();
    await look(agent, language, 'covered-reason');
    await agent.getByRole('radio', { name: world.t('cover.reason.check') }).check();
    await agent.getByRole('button', { name: world.t('cover.show'), exact: true }).click();
    await expect(agent.getByRole('log').getByText(words.plain)).toBeVisible();
    await look(agent, language, 'covered-open');

    const composer = agent.locator('textarea[name=answer]');
    await composer.fill(words.reply);
    await expect(agent.getByText(world.t('cover.cardGone'))).toBeVisible();
    await look(agent, language, 'covered-hint');
    await answer(agent, words.reply);
    await expect(client.getByRole('log').getByText('555555••••4444')).toBeVisible();

    await client.locator('summary').filter({ hasText: world.t('portal.record') }).click();
    await settle(client);
    const entry = client.locator('.entries li', { hasText: world.t('record.action.sensitive.uncovered') }).first();
    await expect(entry).toContainText(world.t('cover.reason.check'));
    await expect(entry).toContainText(world.t(`cover.kind.${words.kind}`));
    await look(client, language, 'covered-record');

    await client.getByRole('link', { name: world.t('portal.status') }).click();
    const opened = client.locator('[data-action="sensitive.uncovered"]').first();
    await expect(opened).toContainText(world.t('cover.reason.check'));
    await expect(opened).toContainText(world.t(`cover.kind.${words.kind}`));
    await expect(client.locator('body')).not.toContainText(words.plain);
    await look(client, language, 'status-case');
    await client.getByRole('link', { name: world.t('status.title') }).click();
    await client.getByRole('radio', { name: world.t('status.rhythm.weekly') }).check();
    await expect(client.getByText(world.t('status.rhythmSaved'))).toBeVisible();
    await look(client, language, 'status-overview');

    await client.getByTestId('report-now').click();
    await expect(client.locator('a[href^="/status/report/"]').first()).toBeVisible();
    await client.goto(`/status/case/${ticket.id}`);
    await client.locator('a[href^="/status/report/"]').first().click();
    await expect(client.locator('[data-action="sensitive.uncovered"]').first()).toContainText(world.t('cover.reason.check'));
    await client.getByRole('radio', { name: world.t('status.score.1') }).check();
    await client.locator('textarea').fill(words.unsafe);
    await look(client, language, 'status-report');
    const [paper] = await Promise.all([client.waitForEvent('download'), client.getByRole('link', { name: world.t('status.paper') }).click()]);
    const [pdf, root] = [info.outputPath('report.pdf'), info.outputPath('root.pem')];
    await paper.saveAs(pdf);
    writeFileSync(root, world.surety.run('evidence', 'root').stdout);
    const { status, stdout, stderr } = spawnSync(binary, ['evidence', 'verify', pdf, '--root', root], { encoding: 'utf8', env: environment() });
    expect(status, stderr).toBe(0);
    expect(stdout).toContain('surety:status');
    await client.getByTestId('send-score').click();
    await expect(client.getByText(world.t('status.waits'))).toBeVisible();
    const report = client.url();

    const boss = world.people.find(({ leads }) => leads.includes(ticket.department.id)) ?? one(world.people, language, has('security'));
    const lead = await enter(browser, world.surety, watch, language, boss);
    await lead.goto('/status/follow-ups');
    await look(lead, language, 'status-follow-ups');
    await lead.locator('a[href^="/status/follow-ups/"]').first().click();
    await expect(lead.getByText(words.unsafe)).toBeVisible();
    await lead.locator('textarea').fill(words.calm);
    await lead.getByTestId('answer-follow-up').click();
    await expect(lead.getByText(words.calm)).toBeVisible();
    await look(lead, language, 'status-follow-up');

    await client.goto(report);
    await expect(client.getByText(words.calm)).toBeVisible();
    await look(client, language, 'status-answered');
  });
});
