/** What is sensitive is covered: a client pastes a card and an id, an agent opens one for a reason, and the client reads that. */
import { type Page } from '@playwright/test';
import { expect, inBoth, test } from '../harness/journey';
import { look, settle } from '../harness/look';
import { answer, askForHelp } from '../harness/pages';
import { enter, isClient, one } from '../harness/people';

const said = {
  en: { subject: 'The payment was declined', text: 'The payment was declined twice.\nMy card is 4111 1111 1111 1111 and the password: Invented-2026!', kind: 'password', plain: 'Invented-2026!', reply: 'Please try 5555 5555 5555 4444 instead.' },
  fa: { subject: 'پرداخت انجام نشد', text: 'پرداخت دو بار رد شد.\nکارت من ۴۱۱۱ ۱۱۱۱ ۱۱۱۱ ۱۱۱۱ است و کد ملی ۰۰۸۴۵۷۵۹۴۸', kind: 'ir_national_id', plain: '۰۰۸۴۵۷۵۹۴۸', reply: 'لطفاً 5555 5555 5555 4444 را امتحان کنید.' },
} as const;

interface Ticket {
  id: string;
  department: { id: string };
}

inBoth((language, world) => {
  const words = said[language];
  const covers = (page: Page) => page.getByRole('log').locator(`button[data-kind=${words.kind}]`);

  test('a pasted card and number are covered, and who opens one stands on the record', async ({ browser, watch }) => {
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
  });
});
