/** A remote session from consent to the work report, with the real program on the client's side; then the demo world's own recordings. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inBoth, test } from '../harness/journey';
import { Asks, funded, signed, type Seen } from '../harness/agreed';
import { Assist } from '../harness/assist';
import { brightness, Desktop } from '../harness/desktop';
import { look } from '../harness/look';
import { enter, has, headers, isClient, one, signIn } from '../harness/people';
import { provesAgain } from '../harness/proof';
import type { Page } from '@playwright/test';

const said = {
  en: { title: 'Nightly backup', part: 'Backup that runs', reason: 'I want to read the log of the backup while you watch.', report: 'The backup had no room. I made room and watched it run once.' },
  fa: { title: 'پشتیبان شبانه', part: 'پشتیبانی که کار کند', reason: 'می‌خواهم جلوی چشم شما گزارش پشتیبان را بخوانم.', report: 'پشتیبان جا نداشت. جا باز کردم و یک بار اجرایش را دیدم.' },
};

/** Goes to the page of a milestone's deal and unfolds its work report. */
async function report(page: Page, deal: string): Promise<void> {
  await page.goto(`/deals/${deal}`);
  await page.getByTestId('work-report').first().locator('summary').click();
}

/** Types into the terminal that is shown, once its shell asks, and waits for what it answers. A login shell may take its time. */
async function types(page: Page, line: string, answer: string): Promise<void> {
  const terminal = page.locator('.xterm:visible');
  await expect(terminal.locator('.xterm-rows')).toContainText(/[$#%>]/, { timeout: 90_000 });
  await terminal.click();
  await page.keyboard.type(`${line}\n`);
  await expect(terminal.locator('.xterm-rows')).toContainText(answer);
}

const hash = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');

inBoth((language, world) => {
  test('a client lets somebody in, watches, stops it, and reads what was done', async ({ browser, watch }) => {
    const words = said[language];
    const { t, surety, people } = world;
    const helper = one(people, language, has('specialist'));
    const client = await enter(browser, surety, watch, language, one(people, language, isClient));
    const specialist = await enter(browser, surety, watch, language, helper);
    const [asClient, asSpecialist] = [new Asks(client.request, surety), new Asks(specialist.request, surety)];
    const machine = new Assist({ 'backup.log': 'no room left\n', 'old/list.txt': 'one\ntwo\n' });
    const at = (name: string) => join(machine.folder, name);
    const desktop = await Desktop.start(join(machine.home, 'typed'));
    const plan = { name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from(`${words.reason}\n`.repeat(2000)) };
    let deal = '';
    let session = '';
    let ticket = '';

    await test.step('a specialist with work to do asks for a session', async () => {
      deal = await signed(asClient, asSpecialist, helper.id, language, words.title, [{ title: words.part, amountMinor: 10_000 }]);
      const banker = await enter(browser, surety, watch, language, one(people, language, has('bank')));
      await funded(asClient, banker, surety, deal);
      const seen = await asClient.get<Seen & { ticket: string }>(`/deals/${deal}`);
      ticket = seen.ticket;
      await asSpecialist.act(deal, `milestones/${seen.progress[0]?.id}/start`);
      const asked = { powers: ['terminal.view', 'terminal.type', 'screen.view', 'screen.control', 'files.fetch', 'files.send'], reason: words.reason, minutes: 30 };
      session = (await asSpecialist.send<{ id: string }>('POST', `/tickets/${ticket}/remote-sessions`, asked)).id;
    });

    await test.step('the client types the line of the page into the program, and agrees there', async () => {
      await client.evaluate((id) => sessionStorage.setItem(`remote-warned-${id}`, '1'), session); // the wait before it is another journey's
      await client.goto(`/remote/${session}`);
      await client.getByTestId('make-code').click();
      machine.start((await client.getByTestId('dial').textContent()) ?? '');
      await machine.agree(6, true, desktop.address);
      await expect(client.getByTestId('end-session')).toBeVisible(); // without doing anything
    });

    await test.step('the specialist works in the browser', async () => {
      await specialist.goto(`/remote/${session}`);
      await specialist.locator(`a[href="/remote/work/${session}"]`).click();
      await expect(specialist.locator('.xterm-rows')).toBeVisible({ timeout: 60_000 }); // megabytes of WebAssembly are made ready first
      await types(specialist, 'echo typed-$((40+2))', 'typed-42');
      if (language === 'en') await look(specialist, language, 'remote-work');
      await specialist.getByRole('tab', { name: t('working.tab.files') }).click();
      const download = specialist.waitForEvent('download');
      await specialist.getByRole('button', { name: t('working.fetchOf', { name: 'backup.log' }) }).click();
      expect((await download).suggestedFilename()).toBe('backup.log');
      await specialist.locator('input[type=file]').setInputFiles(plan);
      await expect(specialist.getByText(t('working.fileSent', { name: plan.name }))).toBeVisible();
      expect(hash(readFileSync(at(plan.name)))).toBe(hash(plan.buffer));
    });

    await test.step('a line that is lost waits for a fresh proof, and goes on', async () => {
      await provesAgain(specialist, /\/join$/);
      await signIn(specialist.request, helper.id, headers(surety.url)); // ends the sign-in before, and its line with it
      await specialist.getByRole('button', { name: t('account.stepUp.demo', { name: helper.name }) }).click();
      await expect(specialist.getByText(t('working.line.open'))).toBeVisible();
      await specialist.getByRole('tab', { name: t('working.tab.terminals') }).click();
      await types(specialist, 'echo again-$((6*7))', 'again-42');
    });

    await test.step('the client watches the screen on which the specialist types, and takes it back', async () => {
      await specialist.getByRole('tab', { name: t('working.tab.screen') }).click();
      const theirs = specialist.locator('.screen canvas');
      await expect.poll(() => brightness(theirs)).toBeGreaterThan(0.4);
      await client.goto(`/remote/watch/${session}`);
      await client.getByTestId('screen-1').click();
      const watched = client.getByTestId('screen-stage').locator('canvas');
      await expect.poll(() => brightness(watched)).toBeGreaterThan(0.4);
      await look(client, language, 'remote-watch-screen');
      if (language === 'fa') await look(specialist, language, 'remote-work-screen');
      await theirs.click();
      await specialist.keyboard.type('by-mouse-and-key\n');
      await expect.poll(() => brightness(watched)).toBeLessThan(0.1);
      expect(readFileSync(join(machine.home, 'typed'), 'utf8')).toBe('by-mouse-and-key');
      await client.locator('details summary').click();
      await client.getByTestId('take-screen.control').click();
      await expect(specialist.getByText(t('working.taken', { powers: t('remote.power.screen.control') }))).toBeVisible();
      await expect.poll(() => brightness(theirs)).toBeGreaterThan(0); // the typed line, bright on dark, is still seen
      await client.getByTestId('take-screen.view').click();
      await expect(specialist.getByRole('tab', { name: t('working.tab.screen') })).toHaveCount(0);
    });

    await test.step('the client watches, is told of a second terminal, and stops it', async () => {
      await client.getByTestId('terminal-1').click();
      await expect(client.locator('.xterm-rows')).toContainText('typed-42');
      await specialist.getByRole('tab', { name: t('working.tab.terminals') }).click();
      await specialist.getByTestId('new-terminal').click();
      await types(specialist, `cd ${machine.folder}; rm old/list.txt; echo lost>backup.log; echo behind-$((1+1))`, 'behind-2');
      await client.getByTestId('terminal-2').click();
      await expect(client.locator('.xterm-rows')).toContainText('behind-2');
      await look(client, language, 'remote-watch');
      await client.getByTestId('end-session').click();
      await expect(client.getByText(t('replay.watch.over'))).toBeVisible();
      expect(await machine.left()).toBe(0);
      await expect(specialist.getByText(t('remote.turn.specialist.over'))).toBeVisible();
    });

    await test.step('the recording plays, is searched, and is whole', async () => {
      await client.goto(`/remote/play/${session}`);
      await client.getByTestId('speed').selectOption({ index: 5 });
      await client.getByTestId('play').click();
      await expect(client.locator('.xterm-rows')).toContainText('typed-42');
      const copy = client.waitForEvent('download');
      await client.getByRole('link', { name: t('replay.saveCopy', { name: plan.name }) }).click();
      expect(hash(readFileSync(await (await copy).path()))).toBe(hash(plan.buffer));
      await client.getByRole('tab', { name: t('replay.tab.commands') }).click();
      await expect(client.getByTestId('commands')).toContainText('echo typed-$((40+2))');
      await client.getByRole('tab', { name: t('replay.tab.search') }).click();
      await client.getByRole('searchbox').fill('behind');
      await client.keyboard.press('Enter');
      await client.getByTestId('finds').getByRole('button').last().click(); // in the other terminal
      await expect(client.locator('.xterm-rows')).toContainText('behind-');
      await client.getByRole('tab', { name: t('replay.tab.about') }).click();
      await client.getByTestId('verify').click();
      await expect(client.getByTestId('verdict')).toContainText(t('replay.whole', { number: '' }).slice(0, 3));
      const cast = client.waitForEvent('download');
      await client.getByRole('link', { name: t('replay.export') }).click();
      expect((await cast).suggestedFilename()).toMatch(/\.cast$/);
      await look(client, language, 'remote-play');
    });

    await test.step('the specialist writes the work report, and the client reads it', async () => {
      await report(specialist, deal);
      await specialist.getByTestId('work-report').locator('textarea').fill(words.report);
      await look(specialist, language, 'work-report');
      await specialist.getByTestId('send-report').click();
      await expect(specialist.getByTestId('work-report').locator('textarea')).toHaveCount(0);
      await report(client, deal);
      await expect(client.getByTestId('work-report')).toContainText(words.report);
      await expect(client.locator(`a[href="/remote/${session}"]`)).toBeVisible(); // the recorded part leads to the session
    });

    await test.step('the client looks into the copy, puts one file back, and then the whole folder', async () => {
      await client.goto(`/remote/snapshots/${ticket}`);
      await client.getByRole('link', { name: t('snapshot.look') }).click();
      await client.getByTestId('entries').getByRole('link').first().click();
      await expect(client.getByTestId('entries')).toContainText('backup.log');
      await client.getByTestId('entries').getByRole('link', { name: 'old' }).click();
      await expect(client.getByTestId('entries')).toContainText('list.txt');
      await client.getByTestId('make-code').click();
      await expect(client.getByTestId('dial')).toContainText(/[0-9A-Z]{5}-[0-9A-Z]{5}$/);
      await look(client, language, 'remote-snapshot');
      machine.start((await client.getByTestId('dial').textContent()) ?? '');
      await machine.putBack('backup.log');
      expect(readFileSync(at('backup.log'), 'utf8')).toBe('no room left\n');
      expect(existsSync(at('old/list.txt'))).toBe(false);
      const used = (await client.getByTestId('code').textContent()) ?? '';
      await client.getByTestId('make-code').click();
      await expect(client.getByTestId('code')).not.toHaveText(used);
      machine.start((await client.getByTestId('dial').textContent()) ?? '');
      await machine.putBack();
      expect(readFileSync(at('old/list.txt'), 'utf8')).toBe('one\ntwo\n');
      expect(existsSync(at(plan.name))).toBe(false); // it was not there before
    });
    desktop.stop();
    machine.remove();
  });

  test('recordings and copies of the demo world can be looked at', async ({ browser, watch }) => {
    const { t, surety, people } = world;
    const clients = people.filter((who) => isClient(who) && who.language === language);
    const found: { page: Page; id: string; ticket: string }[] = [];
    for (const who of clients) {
      const page = await enter(browser, surety, watch, language, who);
      const asks = new Asks(page.request, surety);
      for (const { id: ticket } of (await asks.get<{ items: { id: string }[] }>('/tickets?limit=50')).items)
        for (const row of (await asks.get<{ items: { id: string; recording: { state: string }; may: string[] }[] }>(`/tickets/${ticket}/remote-sessions`)).items)
          if (row.recording.state === 'complete' && row.may.includes('restore')) found.push({ page, id: row.id, ticket });
    }
    expect(found.length).toBeGreaterThanOrEqual(2);
    for (const { page, id } of found) {
      const verdict = (await (await page.request.get(`/api/v1/remote-sessions/${id}/recording/verify`)).json()) as { ok: boolean };
      expect(verdict.ok, id).toBe(true);
    }
    const { page, id, ticket } = found.at(-1)!;
    await page.goto(`/remote/play/${id}`);
    await expect(page.getByTestId('timeline')).toBeVisible();
    await look(page, language, 'remote-play-demo');
    await page.goto(`/remote/${id}`);
    await page.getByTestId('work-done').locator('summary').click();
    await expect(page.getByTestId('work-done').locator('code').first()).toBeVisible();
    await look(page, language, 'remote-done');
    await page.goto(`/remote/snapshots/${ticket}`);
    await look(page, language, 'snapshots');
    await page.getByRole('link', { name: t('snapshot.look') }).first().click();
    await page.getByRole('button', { name: t('snapshot.compare') }).click();
    await page.locator('select').first().selectOption({ index: 1 });
    await expect(page.getByTestId('changes').getByRole('listitem')).not.toHaveCount(0);
    await look(page, language, 'snapshot-compare');
  });
});
