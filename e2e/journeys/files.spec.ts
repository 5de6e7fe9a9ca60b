/**
 * A file on its way from one side to the other, with a real clamd: one that is harmless opens and can be looked at, one
 * that is harmful opens for nobody, and while the scanner is silent nothing gets through.
 */
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Clamd, eicar } from '../harness/clamd';
import { photo } from '../harness/files';
import { both, expect, test } from '../harness/journey';
import { look } from '../harness/look';
import { enter, isClient, one, personas } from '../harness/people';
import { Surety } from '../harness/surety';
import { words } from '../harness/words';

const said = {
  en: { subject: 'A strange invoice', text: 'Is this invoice from you? I send a photo of my screen, too.', photo: 'screen photo.png', bad: 'invoice.pdf' },
  fa: { subject: 'صورتحسابی عجیب', text: 'این صورتحساب از شماست؟ عکس صفحه را هم می‌فرستم.', photo: 'عکس صفحه.png', bad: 'صورتحساب.pdf' },
};

for (const language of both) {
  test(`${language}: files are closed until they are scanned`, async ({ browser, watch }) => {
    const clamd = new Clamd();
    const t = await words(language);
    const surety = await Surety.start('demo', '--clamd', clamd.address);
    try {
      const { subject, text, photo: picture, bad } = said[language];
      const harmful = join(tmpdir(), bad);
      writeFileSync(harmful, eicar);
      const client = await enter(browser, surety, watch, language, one(await personas(surety), language, isClient));
      await client.getByRole('link', { name: t('portal.ask') }).or(client.getByRole('button', { name: t('portal.ask') })).first().click();
      await client.waitForURL((url) => url.pathname !== '/portal');
      const request = /\/portal\/[0-9a-z]{26}/;
      for (let step = 1; step <= 8 && !request.test(client.url()); step++) {
        const main = client.locator('main');
        const form = main.locator('form').last();
        await expect(form).toBeVisible();
        if (await main.locator('input[name=subject]').isVisible()) await main.locator('input[name=subject]').fill(subject);
        if (await main.locator('textarea[name=text]').isVisible()) await main.locator('textarea[name=text]').fill(text);
        if ((await main.locator('input[type=file]').count()) > 0) await main.locator('input[type=file]').first().setInputFiles([photo(picture), harmful]);
        const before = client.url();
        await form.locator('button[type=submit]').last().click();
        await client.waitForURL((url) => url.href !== before);
      }

      await test.step('the scanner is silent: both wait, and neither has a link', async () => {
        await expect(client.locator('[data-testid=file-check][data-state=waiting]')).toHaveCount(2);
        await expect(client.getByRole('link', { name: picture })).toHaveCount(0);
        await look(client, language, 'files-waiting');
      });

      await test.step('it is back: one opens, the other stays closed', async () => {
        await clamd.run();
        await expect(client.locator('[data-testid=file-check][data-state=infected]')).toBeVisible({ timeout: 60_000 });
        await expect(client.getByRole('link', { name: picture })).toBeVisible();
        await expect(client.getByRole('link', { name: bad })).toHaveCount(0);
      });

      await test.step('the harmless one can be looked at', async () => {
        await client.getByRole('button', { name: picture }).click();
        await expect(client.getByTestId('preview').locator('img')).toBeVisible();
        await look(client, language, 'files-scanned');
      });
      await client.context().close(); // before its server goes
    } finally {
      await surety.remove();
      clamd.remove();
    }
  });
}
