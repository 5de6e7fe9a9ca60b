/** Where a sign-in came from: known by a database that the operator installs. */
import { resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { both, expect, test } from '../harness/journey';
import { look } from '../harness/look';
import { room } from '../harness/people';
import { authenticator } from '../harness/proof';
import { administrator, introduce, keepCodes, signOut } from '../harness/setup';
import { Surety } from '../harness/surety';
import { words } from '../harness/words';

const database = resolve(import.meta.dirname, '../harness/places.mmdb');
const inTheNetherlands = '192.0.2.7';
const inIran = '198.51.100.9';
const nowhere = '203.0.113.9';

/** The countries as their readers call them. */
const names = { en: ['Netherlands', 'Iran'], fa: ['هلند', 'ایران'] };

/** A proxy says whom it speaks for, so that one machine can stand in several countries. */
const standAt = (page: Page, address: string) => page.setExtraHTTPHeaders({ 'X-Forwarded-For': address });

for (const language of both) {
  test.describe(language, () => {
    test('sign-ins name their country', async ({ browser, watch }) => {
      const t = await words(language);
      const surety = await Surety.start('empty', '--places', database, '--trusted-proxies', '127.0.0.1');
      try {
        const page = await (await room(browser, surety, watch, language)).newPage();
        await standAt(page, inTheNetherlands);
        await authenticator(page);
        await page.goto(surety.setupPath);
        await introduce(page, t, language);
        await page.getByRole('button', { name: t('account.proof.make') }).click();
        await keepCodes(page, t);
        await expect(page.getByRole('button', { name: administrator })).toBeVisible();

        for (const address of [inIran, nowhere]) {
          await standAt(page, address);
          const back = page.waitForResponse((answer) => new URL(answer.url()).pathname === '/api/v1/sign-in/passkey' && answer.ok());
          await signOut(page, t);
          await back; // the browser suggests the passkey by itself, and its owner is willing
          await expect(page.getByRole('button', { name: administrator })).toBeVisible();
        }
        await page.goto('/me');
        await page.getByRole('button', { name: t('me.signIns.show') }).click();
        const past = page.getByRole('table', { name: t('me.signIns.title') });
        const [netherlands, iran] = names[language];
        for (const [address, place] of [[inTheNetherlands, netherlands], [inIran, iran], [nowhere, t('me.place.unknown')]]) {
          await expect(past.getByRole('row', { name: address }).first()).toContainText(place ?? '');
        }
        await look(page, language, 'me-places');
      } finally {
        await watch.end();
        await surety.remove();
      }
    });
  });
}
