/** An empty installation becomes a help desk: the wizard, with either way of proving oneself. */
import { both, expect, test } from '../harness/journey';
import { look } from '../harness/look';
import { room } from '../harness/people';
import { authenticator, code } from '../harness/proof';
import { administrator, email, introduce, keepCodes, leave } from '../harness/setup';
import { Surety } from '../harness/surety';
import { words, type Words } from '../harness/words';

const password = 'quiet lantern over seven hills';

for (const language of both) {
  test.describe(language, () => {
    test.describe.configure({ mode: 'parallel' });
    let surety: Surety;
    let t: Words;
    test.beforeEach(async () => {
      surety = await Surety.start('empty');
      t = await words(language);
    });
    test.afterEach(async ({ watch }) => {
      await watch.end();
      await surety?.remove();
    });

    test('the first administrator sets up with a passkey and comes back with it', async ({ browser, watch }) => {
      const context = await room(browser, surety, watch, language);
      const page = await context.newPage();
      const key = await authenticator(page);
      const link = surety.setupPath;
      await page.goto(link);
      await introduce(page, t, language);
      await page.getByRole('button', { name: t('account.proof.make') }).click();
      await expect(page.getByRole('list', { name: t('account.recovery.title') }).locator('code')).toHaveCount(10);
      await look(page, language, 'recovery-codes-passkey');
      await keepCodes(page, t);
      await expect(page.getByRole('button', { name: administrator })).toBeVisible();

      await key.willing(false);
      await leave(page, t);
      await look(page, language, 'sign-in');
      await key.willing(true);
      await page.getByRole('button', { name: t('door.signIn.passkey') }).click();
      await expect(page.getByRole('button', { name: administrator })).toBeVisible();

      const stranger = await (await room(browser, surety, watch, language)).newPage();
      await stranger.goto(link);
      await expect(stranger.getByText(t('problem.link_used'))).toBeVisible();
    });

    test('the first administrator sets up with a password and must add an authenticator app', async ({ browser, watch }) => {
      const context = await room(browser, surety, watch, language);
      const page = await context.newPage();
      await page.goto(surety.setupPath);
      await introduce(page, t, language);
      await page.getByRole('radio', { name: t('account.proof.password') }).check({ force: true });
      await page.getByLabel(t('door.password'), { exact: true }).fill(password);
      await page.getByRole('button', { name: t('common.continue') }).click();

      await expect(page.getByRole('heading', { name: t('account.enrol.title') })).toBeVisible();
      await page.getByRole('radio', { name: t('account.enrol.totp') }).check({ force: true });
      await look(page, language, 'enrol');
      await page.getByRole('button', { name: t('common.continue') }).click();
      const secret = (await page.locator('code').first().textContent()) ?? '';
      await look(page, language, 'enrol-app');
      const used = code(secret);
      await page.getByLabel(t('account.totp.code')).fill(used);
      await expect(page.getByRole('heading', { name: t('account.recovery.title') })).toBeVisible();
      const recovery = (await page.getByRole('list', { name: t('account.recovery.title') }).locator('code').first().textContent()) ?? '';
      await look(page, language, 'recovery-codes');
      await keepCodes(page, t);
      await expect(page.getByRole('button', { name: administrator })).toBeVisible();

      const enterPassword = async () => {
        await leave(page, t);
        await page.getByLabel(t('door.email')).fill(email);
        await page.getByLabel(t('door.password'), { exact: true }).fill(password);
        await page.getByRole('button', { name: t('door.signIn.submit'), exact: true }).click();
      };
      await enterPassword();
      await page.getByLabel(t('door.factor.code')).fill(used); // each code works once
      await expect(page.getByText(t('problem.code_wrong'))).toBeVisible();
      await page.getByLabel(t('door.factor.code')).fill(code(secret, Date.now() + 30_000));
      await expect(page.getByRole('button', { name: administrator })).toBeVisible();

      await enterPassword();
      await page.getByRole('button', { name: t('door.factor.useRecovery') }).click();
      await look(page, language, 'factor');
      await page.getByLabel(t('door.factor.recoveryCode')).fill(recovery);
      await page.getByRole('button', { name: t('common.continue') }).click();
      await expect(page.getByRole('button', { name: administrator })).toBeVisible();
    });
  });
}
