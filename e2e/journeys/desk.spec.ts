/** Work at the desk: by the keyboard alone, with drafts that survive and views that notice what they missed. */
import type { Page } from '@playwright/test';
import { expect, inBoth, test } from '../harness/journey';
import { look, settle } from '../harness/look';
import { enter, headers, isAgent, isClient, one } from '../harness/people';

interface Row {
  id: string;
  subject: string;
  requester: { id: string };
  assignee?: { id: string };
  tags: string[];
}

inBoth((language, world) => {
  const list = async (page: Page) => ((await (await page.request.get('/api/v1/tickets?status=active')).json()) as { items: Row[] }).items;
  const answer = (page: Page) => page.locator('textarea[name=answer]');

  test('everything an agent does all day needs no mouse', async ({ browser, watch }) => {
    const page = await enter(browser, world.surety, watch, language, one(world.people, language, isAgent));
    const rows = page.locator('a[data-row]');
    await expect(rows.nth(1)).toBeVisible();
    await page.keyboard.press('j');
    await expect(rows.nth(0)).toBeFocused();
    await page.keyboard.press('j');
    await expect(rows.nth(1)).toBeFocused();
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/desk\/[0-9a-z]{26}/);
    await expect(answer(page)).toBeVisible();

    await page.keyboard.press('r');
    await expect(answer(page)).toBeFocused();
    await page.keyboard.type('By hand, letter by letter.');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByRole('log').getByText('By hand, letter by letter.')).toBeVisible();
    await page.keyboard.press('Escape');
    await page.keyboard.press('a');
    const assignee = page.locator('[data-fact=assignee] > button');
    await expect(page.locator('[role=menuitemradio]:focus')).toBeVisible();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await expect(assignee).toContainText(world.t('staff.nobody'));
    await page.keyboard.press('a');
    await expect(page.locator('[role=menuitemradio]:focus')).toBeVisible();
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await expect(assignee).not.toContainText(world.t('staff.nobody'));

    await page.keyboard.press('Control+k');
    await page.keyboard.type(world.t('common.mySecurity'));
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/me$/);
  });

  test('what people write is shown as they wrote it, markup included', async ({ browser, watch }) => {
    const client = await enter(browser, world.surety, watch, language, one(world.people, language, isClient));
    const departments = (await (await client.request.get('/api/v1/departments')).json()) as { id: string; fields: { required: boolean }[] }[];
    const department = departments.find(({ fields }) => fields.every((field) => !field.required))?.id ?? '';
    const hostile = '<img src=x onerror="document.body.textContent = 1"><script>document.body.textContent = 2</script>';
    const asked = await client.request.post('/api/v1/tickets', { headers: headers(world.surety.url), data: { subject: `S${hostile}`, text: `T${hostile}`, department } });
    expect(asked.status(), await asked.text()).toBeLessThan(300);
    const { id } = (await asked.json()) as Row;
    const agent = await enter(browser, world.surety, watch, language, world.people.find((who) => who.departments.includes(department)));
    for (const [page, path] of [[client, `/portal/${id}`], [agent, `/desk/${id}`]] as const) {
      await page.goto(path);
      await expect(page.getByRole('log').getByText(`T${hostile}`)).toBeVisible();
      await expect(page.getByText(`S${hostile}`).first()).toBeVisible();
      expect(await page.locator('img[src=x]').count()).toBe(0);
    }
  });

  test('a draft outlives a reload, and leaves with what is sent', async ({ browser, watch }) => {
    const page = await enter(browser, world.surety, watch, language, one(world.people, language, isAgent));
    const ticket = (await list(page))[0] as Row;
    await page.goto(`/desk/${ticket.id}`);
    await answer(page).fill('Not finished yet');
    await expect(page.getByText(world.t('ticket.draft.saved'))).toBeVisible();
    await page.reload();
    await expect(answer(page)).toHaveValue('Not finished yet');
    await answer(page).press('Control+Enter');
    await expect(page.getByRole('log').getByText('Not finished yet')).toBeVisible();
    await page.reload();
    await expect(page.getByRole('log').getByText('Not finished yet')).toBeVisible();
    await expect(answer(page)).toHaveValue('');
  });

  test('an answer to what is no longer the last word warns and is not lost', async ({ browser, watch }) => {
    const page = await enter(browser, world.surety, watch, language, one(world.people, language, isAgent));
    // Nothing comes live to this view, as in a train in a tunnel.
    await page.route('**/api/v1/live*', (route) => route.fulfill({ status: 429, headers: { 'Retry-After': '600' } }));
    const ticket = (await list(page)).find((row) => world.people.some((who) => who.id === row.requester.id)) as Row;
    await page.goto(`/desk/${ticket.id}`);
    await expect(answer(page)).toBeVisible();
    await settle(page);

    const client = await enter(browser, world.surety, watch, language, world.people.find((who) => who.id === ticket.requester.id));
    const { lastSeq } = (await (await client.request.get(`/api/v1/tickets/${ticket.id}`)).json()) as { lastSeq: number };
    const said = await client.request.post(`/api/v1/tickets/${ticket.id}/messages`, { headers: headers(world.surety.url), data: { text: 'Wait, it works again!', kind: 'message', seen: lastSeq } });
    expect(said.status()).toBeLessThan(300);

    await answer(page).fill('Please restart it.');
    await answer(page).press('Control+Enter');
    await expect(page.getByText(world.t('ticket.problem.conversation_moved'))).toBeVisible();
    await expect(answer(page)).toHaveValue('Please restart it.');
    await page.getByRole('button', { name: world.t('ticket.readFirst') }).click();
    await expect(page.getByRole('log').getByText('Wait, it works again!')).toBeVisible();
    await answer(page).press('Control+Enter');
    await expect(page.getByRole('log').getByText('Please restart it.')).toBeVisible();
  });

  test('who was there before is seen on opening', async ({ browser, watch }) => {
    const first = await enter(browser, world.surety, watch, language, one(world.people, language, isAgent));
    const ticket = (await list(first))[0] as Row;
    await first.goto(`/desk/${ticket.id}`);
    await expect(answer(first)).toBeVisible();
    const name = ((await (await first.request.get('/api/v1/session')).json()) as { account: { name: string } }).account.name;
    const colleague = world.people.find((who) => isAgent(who) && who.name !== name && world.people.some((other) => other.name === name && other.departments.some((d) => who.departments.includes(d))));
    const second = await enter(browser, world.surety, watch, language, colleague);
    const answered = second.waitForResponse((response) => response.url().endsWith(`/tickets/${ticket.id}/presence`));
    await second.goto(`/desk/${ticket.id}`);
    expect(((await (await answered).json()) as { account: { name: string } }[]).map((mark) => mark.account.name)).toContain(name);
    await expect(second.getByText(world.t('ticket.viewing', { name }))).toBeVisible();
  });

  test('several tickets are changed at once, and what was refused is told', async ({ browser, watch }) => {
    const page = await enter(browser, world.surety, watch, language, one(world.people, language, isAgent));
    const rows = page.locator('a[data-row]');
    const picks = page.locator('input[type=checkbox]');
    await expect(rows.nth(3)).toBeVisible();
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await expect(picks.nth(0)).toBeChecked();
    await picks.nth(2).click({ modifiers: ['Shift'] });
    const bar = page.getByRole('region', { name: world.t('staff.bulk.title') });
    await expect(bar.getByText(world.t('staff.bulk.chosen', { count: 3 }))).toBeVisible();
    await look(page, language, 'chosen');

    const chosen = (await rows.evaluateAll((all) => all.slice(0, 3).map((row) => row.getAttribute('data-row')))) as string[];
    await page.route(`**/api/v1/tickets/${chosen[1]}`, (route) => (route.request().method() === 'PATCH' ? route.fulfill({ status: 412, contentType: 'application/problem+json', body: '{"code":"version_stale"}' }) : route.fallback()));
    await bar.getByRole('button', { name: world.t('staff.filter.tag') }).click();
    await bar.getByRole('textbox').fill('together');
    await page.keyboard.press('Enter');
    const told = page.getByRole('dialog', { name: world.t('staff.bulk.failed', { count: 1 }) });
    await expect(told.getByText(world.t('problem.version_stale'))).toBeVisible();
    await look(page, language, 'chosen-refused');
    const tagged = (await list(page)).filter(({ tags }) => tags.includes('together')).map(({ id }) => id);
    expect(tagged.sort()).toEqual([chosen[0], chosen[2]].sort());
    await page.keyboard.press('Escape');
    await expect(bar.getByText(world.t('staff.bulk.chosen', { count: 1 }))).toBeVisible();
  });
});
