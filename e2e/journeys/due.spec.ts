/**
 * A case becomes due: its client was told a fortnight ago, officers see what is to go and why one case stays, two lift the hold, and it is
 * destroyed. The certificate holds, and a backup of the day before, restored, opens nothing of it.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { Asks } from '../harness/agreed';
import { expect, inBoth, test } from '../harness/journey';
import { look } from '../harness/look';
import { enter, has, isClient, one } from '../harness/people';
import { binary, environment, Surety, type Outcome } from '../harness/surety';

/** Of the demo world: what was asked long ago. */
const said = {
  en: { subject: 'Copy of the September invoice', text: 'lost when we moved the office' },
  fa: { subject: 'پیش‌فاکتور شهریور', text: 'در جابه‌جایی گم شد' },
};

interface Sent {
  id: string;
  to: string;
  subject: string;
}

inBoth((language, world) => {
  test('a case goes when it is due, and opens from no backup', async ({ browser, watch }, info) => {
    test.setTimeout(120_000);
    const { t, surety, people } = world;
    const words = said[language];
    const who = one(people, language, isClient);
    const [first, second] = people.filter(has('security'));
    if (!first || !second) throw new Error('two security officers are needed');
    const as = (someone: typeof who, at = surety) => enter(browser, at, watch, language, someone);
    const client = await as(who);
    const { items } = await new Asks(client.request, surety).get<{ items: { id: string; subject: string }[] }>('/tickets?limit=100');
    const id = items.find(({ subject }) => subject === words.subject)?.id ?? '';
    const backups = ['--to', join(surety.home, 'backup'), '--keys-to', join(surety.home, 'keys')];
    const run = (...args: string[]): Outcome => {
      const outcome = surety.run(...args);
      expect(outcome.code, `${args.join(' ')}: ${outcome.stderr}`).toBe(0);
      return outcome;
    };
    const letters = async (page: Page) => {
      const { items: all } = await new Asks(page.request, surety).get<{ items: Sent[] }>('/demo/mail?limit=100');
      return all.filter(({ to }) => to === who.email);
    };

    await test.step('the client was told, and sees that something keeps the case', async () => {
      await client.goto(`/portal/${id}`);
      await expect(client.getByText(words.text)).toBeVisible();
      await expect(client.getByTestId('retention').getByText(t('retention.duty.hold'))).toBeVisible();
      await look(client, language, 'due-held');
    });

    const identity = join(surety.home, 'identity');
    await test.step('a backup is made while the case is there', async () => {
      writeFileSync(identity, run('backup', 'init').stdout);
      run('backup', ...backups);
    });

    await test.step('an officer sees what would go, and holds the case for a second reason', async () => {
      const officer = await as(first);
      await officer.goto('/retention');
      await expect(officer.getByRole('row').filter({ has: officer.locator(`a[href="/retention/case/${id}"]`) })).toContainText(t('retention.duty.hold'));
      await look(officer, language, 'due-preview');
      await officer.locator(`table a[href="/retention/case/${id}"]`).click();
      await officer.getByTestId('hold').click();
      await officer.getByRole('dialog').getByRole('button', { name: t('retention.hold') }).click();
      await expect(officer.getByText(t('retention.reason.claim'))).toBeVisible();
      await look(officer, language, 'due-case');
      for (const left of [1, 0]) {
        await officer.getByRole('button', { name: t('retention.lift'), exact: true }).first().click();
        await expect(officer.getByRole('button', { name: t('retention.lift'), exact: true })).toHaveCount(left);
      }
      await officer.context().close();
    });

    await test.step('a second one agrees that both holds are lifted', async () => {
      const officer = await as(second);
      await officer.goto(`/retention/case/${id}`);
      for (const left of [1, 0]) {
        await officer.getByRole('button', { name: t('retention.liftToo') }).first().click();
        await expect(officer.getByRole('button', { name: t('retention.liftToo') })).toHaveCount(left);
      }
      await officer.context().close();
    });

    await test.step('at the next turn it goes', async () => {
      await client.context().close();
      await surety.restart(); // a turn begins with each start
    });

    await test.step('the client is told, and fetches a certificate that holds without the server', async () => {
      const page = await as(who);
      await expect.poll(async () => (await letters(page)).length).toBeGreaterThan(0);
      await expect(async () => {
        await page.goto(`/portal/${id}`);
        await expect(page.getByRole('link', { name: t('retention.certificate') })).toBeVisible({ timeout: 2_000 });
      }).toPass();
      await expect(page.getByText(words.text)).toHaveCount(0);
      await look(page, language, 'due-gone');
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: t('retention.certificate') }).click()]);
      const [pdf, root] = [info.outputPath('certificate.pdf'), info.outputPath('root.pem')];
      await file.saveAs(pdf);
      writeFileSync(root, run('evidence', 'root').stdout);
      const { status, stdout } = spawnSync(binary, ['evidence', 'verify', pdf, '--root', root], { encoding: 'utf8', env: environment() });
      expect(status).toBe(0);
      expect(stdout).toContain('surety:destruction');
      const [newest] = await letters(page);
      await page.goto(`/demo/mail/${newest?.id}`);
      await expect(page.getByRole('heading', { name: newest?.subject })).toBeVisible();
      await page.context().close();
    });

    await test.step('the backup of before, restored, opens nothing of it', async () => {
      run('backup', ...backups);
      const [oldest] = JSON.parse(run('backup', 'prune', ...backups.slice(0, 2), '--json').stdout).kept as string[];
      const key = join(surety.home, 'root.key');
      copyFileSync(join(surety.data, 'keys', 'root.key'), key);
      const back = await Surety.over((s) => {
        const args = ['restore', '--from', backups[1] ?? '', '--keys-from', backups[3] ?? '', '--identity', identity, '--set', oldest ?? '', '--root-key', `file:${key}`, '--json'];
        const outcome = s.run(...args);
        expect(outcome.code, outcome.stderr).toBe(0);
        expect(JSON.parse(outcome.stdout)).toMatchObject({ name: oldest, destroyedAgain: 0, casesClosed: 1 });
        copyFileSync(key, join(s.data, 'keys', 'root.key'));
      }, ['demo', '--serve']);
      const page = await as(who, back);
      try {
        await expect(async () => {
          await page.goto(`/portal/${id}`);
          await expect(page.getByText(t('retention.byRestored'))).toBeVisible({ timeout: 2_000 });
        }).toPass();
        await expect(page.getByText(words.text)).toHaveCount(0);
      } finally {
        await page.context().close();
        await back.remove();
      }
    });
  });
});
