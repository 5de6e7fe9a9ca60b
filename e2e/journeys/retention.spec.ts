/**
 * A case goes before its time: its client wishes it, a lead agrees, and both sides find the certificate in its place, sealed for any
 * reader of PDF signatures. Then the administrator sets a rule and sees what it would do.
 */
import { spawnSync } from 'node:child_process';
import { Asks } from '../harness/agreed';
import { expect, inBoth, test } from '../harness/journey';
import { look } from '../harness/look';
import { enter, has, isClient, isLead, one } from '../harness/people';
import { provesAgain } from '../harness/proof';

const said = {
  en: { subject: 'The old price list', text: 'Please look at the prices of last year.' },
  fa: { subject: 'فهرست بهای قدیمی', text: 'لطفاً بهاهای سال گذشته را ببینید.' },
};

inBoth((language, world) => {
  test('a case is destroyed by two, and a rule is set', async ({ browser, watch }, info) => {
    test.setTimeout(180_000);
    const { t, surety, people } = world;
    const words = said[language];
    const leader = one(people, language, isLead);
    const client = await enter(browser, surety, watch, language, one(people, language, isClient));
    const lead = await enter(browser, surety, watch, language, leader);
    const { id } = await new Asks(client.request, surety).send<{ id: string }>('POST', '/tickets', { ...words, department: leader.leads[0] });

    await test.step('the client closes the request, and wishes it destroyed', async () => {
      await client.goto(`/portal/${id}`);
      await client.getByRole('button', { name: t('portal.solved') }).click();
      await expect(client.getByTestId('retention').getByText(t('retention.forever'))).toBeVisible();
      await client.getByTestId('destroy').click();
      const ask = client.getByRole('dialog', { name: t('retention.destroy') });
      await expect(ask.getByText(t('retention.destroyText'))).toBeVisible();
      await look(client, language, 'retention-wish');
      await ask.getByRole('button', { name: t('retention.destroy') }).click();
      await expect(client.getByText(t('retention.wishMine'))).toBeVisible();
      await look(client, language, 'retention-wished');
    });

    await test.step('the lead reads that it waits for a second person, and agrees', async () => {
      await lead.goto('/retention');
      await expect(lead.locator(`a[href="/retention/case/${id}"]`)).toBeVisible();
      await lead.goto(`/desk/${id}`);
      await expect(lead.getByText(words.text)).toBeVisible();
      await lead.getByRole('button', { name: t('staff.details'), exact: true }).click();
      await expect(lead.getByTestId('wish')).toBeVisible();
      await look(lead, language, 'retention-desk');
      await lead.getByTestId('agree').click();
      await lead.getByRole('dialog').getByRole('button', { name: t('retention.agree') }).click();
    });

    await test.step('both sides see what is left in its place, and nothing of it', async () => {
      for (const page of [client, lead]) {
        await expect(page.getByTestId('destroyed').getByRole('heading', { name: t('retention.destroyed') })).toBeVisible({ timeout: 30_000 }); // told by the stream
        await page.reload();
        await expect(page.getByRole('link', { name: t('retention.certificate') })).toBeVisible();
        await expect(page.getByText(words.text)).toHaveCount(0);
        await expect(page.getByText(words.subject)).toHaveCount(0);
        await look(page, language, page === client ? 'retention-gone' : 'retention-gone-desk');
      }
    });

    await test.step('the certificate bears a seal that holds', async () => {
      for (const page of [client, lead]) {
        const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: t('retention.certificate') }).click()]);
        const path = info.outputPath(page === client ? 'client.pdf' : 'lead.pdf');
        await file.saveAs(path);
        const { status, stdout } = spawnSync('pdfsig', ['-nocert', path], { encoding: 'utf8' });
        expect(status).toBe(0);
        expect(stdout).toContain('Signature is Valid');
      }
    });

    await test.step('the administrator sets a rule, after proving again who they are, and sees what it would do', async () => {
      const who = one(people, language, has('admin'));
      const admin = await enter(browser, surety, watch, language, who);
      await provesAgain(admin, '**/api/v1/retention/rules');
      await admin.goto('/retention');
      const rules = admin.getByTestId('rule');
      await expect(rules.first()).toBeVisible();
      const before = await rules.count();
      await admin.locator('input[name=days]').fill(language === 'fa' ? '۳۰' : '30');
      await admin.getByTestId('set-rule').click();
      const proof = admin.getByRole('dialog', { name: t('account.stepUp.title') });
      await proof.getByRole('button').filter({ hasText: who.name }).click();
      await expect(rules).toHaveCount(before + 1);
      await expect(async () => {
        await admin.reload();
        await expect(admin.locator('table a[href^="/retention/case/"]').first()).toBeVisible({ timeout: 1_000 });
      }).toPass();
      await look(admin, language, 'retention');
    });
  });
});
