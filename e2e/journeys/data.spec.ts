/**
 * What is kept about somebody: they take a copy of it, which a program can read, wish to be erased, and read before what would go and what
 * is kept. An officer sees the wish, cannot decide before its time, and the person withdraws it. Of others in the demo world the time is over:
 * a wish that cooled off is decided, and one that was decided has been carried out. Its certificate holds without the server.
 */
import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Asks } from '../harness/agreed';
import { expect, inBoth, test } from '../harness/journey';
import { look } from '../harness/look';
import { enter, has, headers, isClient, one } from '../harness/people';
import { binary, environment } from '../harness/surety';

/** What the zip has in it, and one file of it. */
const inside = (file: string) => spawnSync('unzip', ['-Z1', file], { encoding: 'utf8' }).stdout.split('\n');
const read = (file: string, name: string) => JSON.parse(spawnSync('unzip', ['-p', file, name], { encoding: 'utf8' }).stdout || '{}') as Record<string, unknown>;

inBoth((language, world) => {
  test('a copy of one’s data, and a wish to be erased', async ({ browser, watch }, info) => {
    test.setTimeout(120_000);
    const { t, surety, people } = world;
    const who = one(people, language, isClient);
    const client = await enter(browser, surety, watch, language, who);
    const officer = await enter(browser, surety, watch, language, one(people, language, has('security')));

    await test.step('from my account to my data, where a copy is made', async () => {
      await client.goto('/me');
      await client.getByRole('link', { name: t('data.openPage') }).click();
      await expect(client.getByRole('heading', { name: t('data.page'), level: 1 })).toBeVisible();
      await client.getByTestId('make-copy').click();
      await expect(client.getByTestId('fetch-copy')).toBeVisible({ timeout: 30_000 });
      await look(client, language, 'my-data');
    });

    await test.step('the copy is fetched, and holds what is theirs', async () => {
      const [download] = await Promise.all([client.waitForEvent('download'), client.getByTestId('fetch-copy').click()]);
      const file = info.outputPath('my-data.zip');
      await download.saveAs(file);
      expect(inside(file)).toEqual(expect.arrayContaining(['manifest.json', 'account.json', 'sign_ins.json', 'record.json']));
      expect(inside(file).some((name) => name.startsWith('cases/'))).toBe(true);
      const { tables } = read(file, 'account.json') as { tables: { account: { email: string }[] } };
      expect(tables.account[0]?.email).toBe(who.email);
      const record = read(file, 'record.json') as { tables: { audit_entry_of_others: { action: string; by: string; name?: string }[] } };
      expect(record.tables.audit_entry_of_others.find(({ action }) => action === 'ticket.read')?.name, 'who opened their case stands in it').toBeTruthy();
      const other = await officer.request.get(`/api/v1/me/data/copies/${await client.evaluate(async () => (await (await fetch('/api/v1/me/data')).json()).copies[0].id as string)}`);
      expect(other.status(), 'somebody else does not get it, though they know its id').toBe(404);
    });

    await test.step('they wish to be erased, by keys', async () => {
      await client.getByTestId('be-erased').focus();
      await client.keyboard.press('Enter');
      const sure = client.getByRole('dialog', { name: t('data.begin') });
      await expect(sure).toBeVisible();
      await look(client, language, 'my-data-sure');
      await sure.getByRole('button', { name: t('data.begin') }).click();
      await expect(client.getByText(t('data.state.cooling'))).toBeVisible();
      await expect(client.getByTestId('kept')).toContainText(t('data.why.record'));
      await look(client, language, 'my-data-wished');
    });

    await test.step('the officer sees what would become of it, and that it is too early', async () => {
      await officer.goto('/retention/people');
      await look(officer, language, 'data-requests');
      await officer.getByRole('link', { name: who.name }).first().click();
      await expect(officer.getByTestId('goes')).toBeVisible();
      await expect(officer.getByTestId('approve-erasure')).toHaveCount(0);
      await look(officer, language, 'data-request');
    });

    await test.step('the person changes their mind', async () => {
      await client.getByTestId('withdraw').click();
      await expect(client.getByText(t('data.state.withdrawn'), { exact: true })).toBeVisible();
      await expect(client.getByTestId('be-erased')).toBeVisible();
    });

    await test.step('another wish has cooled off, and is decided', async () => {
      await officer.goto('/retention/people');
      await officer.getByRole('row').filter({ hasText: t('data.state.waiting') }).getByRole('link').click();
      await officer.getByTestId('approve-erasure').click();
      await officer.getByRole('dialog').getByRole('button', { name: t('data.approve') }).click();
      await expect(officer.getByText(t('data.state.erasing'), { exact: true })).toBeVisible();
      await expect(officer.getByTestId('approve-erasure')).toHaveCount(0);
    });

    const former = await test.step('one that was decided before was carried out, and its certificate holds', async () => {
      await officer.goto('/retention/people');
      await officer.getByRole('row').filter({ has: officer.getByText(t('data.state.done'), { exact: true }) }).getByRole('link').click();
      const heading = officer.getByRole('heading', { level: 1, name: /\d{7}$/ }); // the list has a heading too
      const name = await heading.innerText();
      await expect(officer.getByTestId('kept')).toContainText(t('data.kind.words_of_others'));
      await expect(officer.getByTestId('goes'), 'nothing is left that would go').toHaveCount(0);
      const save = async (press: () => Promise<void>, as: string) => {
        const [file] = await Promise.all([officer.waitForEvent('download'), press()]);
        await file.saveAs(info.outputPath(as));
        return info.outputPath(as);
      };
      const pdf = await save(() => officer.getByRole('link', { name: t('data.certificate') }).click(), 'erasure.pdf');
      await officer.getByText(t('paper.how')).click();
      const root = await save(() => officer.getByTestId('paper-root').click(), 'root.pem');
      await look(officer, language, 'data-erased');
      const { status, stdout } = spawnSync(binary, ['evidence', 'verify', pdf, '--root', root], { encoding: 'utf8', env: environment() });
      expect(status, stdout).toBe(0);
      const shown = (await officer.getByTestId('fingerprint').innerText()).replaceAll(':', '');
      expect(new X509Certificate(readFileSync(root)).fingerprint256.replaceAll(':', '')).toBe(shown);
      return name;
    });

    await test.step('a number stands where the name was, and nobody signs in as them', async () => {
      const { items: wishes } = await new Asks(officer.request, surety).get<{ items: { person: { id: string; name: string } }[] }>('/data-requests');
      const gone = wishes.find(({ person }) => person.name === former)?.person;
      const refused = await client.request.post('/api/v1/demo/sign-in', { data: { id: gone?.id }, headers: headers(surety.url) });
      expect(refused.ok()).toBe(false);
      for (const colleague of people.filter((each) => isClient(each) && each.language === 'en')) {
        const page = await enter(browser, surety, watch, language, colleague);
        const { items } = await new Asks(page.request, surety).get<{ items: { id: string; requester: { name: string } }[] }>('/tickets?limit=100');
        const theirs = items.find(({ requester }) => requester.name === former);
        if (theirs) {
          await page.goto(`/portal/${theirs.id}`);
          await expect(page.getByText(former).first()).toBeVisible();
          await look(page, language, 'erased-case');
          return;
        }
        await page.context().close();
      }
      expect(former, 'a case of theirs is kept').toBe('');
    });
  });
});
