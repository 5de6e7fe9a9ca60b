/**
 * A file on its way from one side to the other, with a real clamd: one that is harmless opens and can be looked at, one
 * that is harmful opens for nobody, and while the scanner is silent nothing gets through. Then who opens what by its class: raised by
 * one, lowered by two, drawn and taken with a mark.
 */
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { Asks } from '../harness/agreed';
import { Clamd, eicar } from '../harness/clamd';
import { digest, photo } from '../harness/files';
import { both, expect, test } from '../harness/journey';
import { look } from '../harness/look';
import { askForHelp, download } from '../harness/pages';
import { enter, isClient, one, personas } from '../harness/people';
import { Surety } from '../harness/surety';
import { words } from '../harness/words';

const said = {
  en: { subject: 'A strange invoice', text: 'Is this invoice from you? I send a photo of my screen, too.', photo: 'screen photo.png', bad: 'invoice.pdf', plan: 'door plan.png', list: 'names.txt' },
  fa: { subject: 'صورتحسابی عجیب', text: 'این صورتحساب از شماست؟ عکس صفحه را هم می‌فرستم.', photo: 'عکس صفحه.png', bad: 'صورتحساب.pdf', plan: 'نقشهٔ درها.png', list: 'نام‌ها.txt' },
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

for (const language of both) {
  test(`${language}: what is restricted opens for whose ticket it is, what is confidential leaves with a mark`, async ({ browser, watch }) => {
    const t = await words(language);
    const surety = await Surety.start('demo');
    try {
      const { subject, text, photo: secret, plan, list } = said[language];
      const [drawn, notes] = [photo(plan), join(tmpdir(), list)];
      writeFileSync(notes, 'Invented names');
      const people = await personas(surety);
      const client = await enter(browser, surety, watch, language, one(people, language, isClient));
      await askForHelp(client, t, { subject, text }, [photo(secret), drawn, notes], async () => {});
      const id = new URL(client.url()).pathname.split('/').pop() ?? '';
      const asks = new Asks(client.request, surety);
      const { department } = await asks.get<{ department: { id: string } }>(`/tickets/${id}`);
      const agent = await enter(browser, surety, watch, language, one(people, language, (who) => who.departments.includes(department.id) && !who.leads.includes(department.id)));
      const { items } = await asks.get<{ items: { files: { id: string; name: string }[] }[] }>(`/tickets/${id}/messages`);
      const idOf = (name: string) => items.flatMap(({ files }) => files).find((file) => file.name === name)?.id ?? '';
      for (const name of [plan, list]) await asks.send('PUT', `/tickets/${id}/class`, { class: 'confidential', file: idOf(name) });
      const row = (page: Page, name: string) => page.getByRole('log').getByRole('listitem').filter({ hasText: name });
      const pill = (page: Page, name: string) => row(page, name).getByRole('button', { name: t('classes.ofFile') });
      const of = (one: string) => t(`common.class.${one}`);

      await test.step('the client raises one file, by keys alone', async () => {
        await pill(client, secret).focus();
        await client.keyboard.press('Enter');
        await expect(client.locator('[role=menuitemradio]:focus')).toBeVisible();
        await look(client, language, 'class-menu');
        await client.getByRole('menuitemradio', { name: t('classes.raiseTo', { to: of('restricted') }) }).focus();
        await client.keyboard.press('Enter');
        await expect(row(client, secret).locator('[data-class=restricted]')).toBeVisible();
        await expect(pill(client, secret)).toBeFocused();
      });

      await test.step('an agent whose ticket it is not sees that there is something, and no more', async () => {
        await agent.goto(`/desk/${id}`);
        await expect(agent.getByRole('log').getByText(t('classes.closed'))).toBeVisible();
        await expect(agent.getByText(secret)).toHaveCount(0);
        await look(agent, language, 'class-withheld');
      });

      await test.step('once it is theirs they see it drawn, with a mark, and take nothing', async () => {
        await agent.keyboard.press('a');
        await expect(agent.locator('[role=menuitemradio]:focus')).toBeVisible();
        await agent.keyboard.press('Home');
        await agent.keyboard.press('Enter');
        await expect(row(agent, secret)).toBeVisible();
        await row(agent, secret).getByRole('button', { name: t('file.preview', { name: secret }) }).click();
        await expect(agent.getByTestId('preview').locator('img')).toBeVisible();
        await look(agent, language, 'class-drawn');
        await expect(row(agent, secret).getByText(t('classes.leaves.none'))).toBeVisible();
        expect((await agent.request.get(`/api/v1/tickets/${id}/files/${idOf(secret)}`)).status()).toBe(403);
      });

      await test.step('what is confidential leaves with a mark or for a reason; the client gets the very file', async () => {
        expect(await digest(await download(client, plan))).toBe(await digest(drawn));
        expect(await digest(await download(agent, plan))).not.toBe(await digest(drawn));
        await row(agent, list).getByRole('button', { name: t('classes.takeDo') }).click();
        await expect(agent.getByRole('dialog').getByRole('radio').first()).toBeFocused();
        await look(agent, language, 'class-take');
        const [taken] = await Promise.all([agent.waitForEvent('download'), agent.getByRole('dialog').getByRole('link', { name: t('classes.takeDo') }).click()]);
        expect(await digest(await taken.path())).toBe(await digest(notes));
        await agent.keyboard.press('Escape');
      });

      await test.step('the client names who may open one', async () => {
        await pill(client, plan).click();
        await client.getByRole('menuitem', { name: t('classes.list') }).click();
        await expect(client.getByRole('dialog')).toBeVisible();
        await look(client, language, 'class-list');
        await client.keyboard.press('Escape');
        await expect(pill(client, plan)).toBeFocused();
      });

      await test.step('lowering takes two', async () => {
        await pill(agent, secret).focus();
        await agent.keyboard.press('Enter');
        await agent.getByRole('menuitemradio', { name: t('classes.lowerTo', { to: of('internal') }) }).focus();
        await agent.keyboard.press('Enter');
        await expect(agent.getByRole('dialog').getByRole('radio').first()).toBeFocused();
        await look(agent, language, 'class-lower');
        await agent.getByRole('button', { name: t('classes.askDo'), exact: true }).press('Enter');
        await expect(agent.getByText(t('classes.wishFile', { from: of('restricted'), to: of('internal') }))).toBeVisible();
        await expect(pill(agent, secret)).toBeFocused();
        await expect(agent.getByRole('button', { name: t('classes.agree') })).toHaveCount(0);
        await expect(row(agent, secret).locator('[data-class=restricted]')).toBeVisible();
        await expect(client.getByRole('button', { name: t('classes.agree') })).toBeVisible();
        await look(client, language, 'class-wish');
        await client.getByRole('button', { name: t('classes.agree') }).click();
        for (const page of [client, agent]) await expect(row(page, secret).locator('[data-class=internal]')).toBeVisible();
      });
      await Promise.all([client, agent].map((page) => page.context().close()));
    } finally {
      await surety.remove();
    }
  });
}
