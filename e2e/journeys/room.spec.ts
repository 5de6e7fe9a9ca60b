/** A sealed room: offered, opened with recovery words, written in by both sides, and never readable by the server. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { Asks, asked } from '../harness/agreed';
import { expect, inBoth, test } from '../harness/journey';
import { look } from '../harness/look';
import { enter, isClient, isLead, one, type Who } from '../harness/people';
import { authenticator } from '../harness/proof';
import { inMemory, onDisk } from '../harness/traces';

const said = {
  en: { subject: 'The will of the late owner', key: 'My computer', after: 'Between us.', again: 'From here on, anew.' },
  fa: { subject: 'وصیت‌نامهٔ مالک پیشین', key: 'رایانهٔ من', after: 'میان خودمان.', again: 'از اینجا به بعد، از نو.' },
};

inBoth((language, world) => {
  test('a sealed room is offered, opened and written in, and the server never had a word of it', async ({ browser, watch }) => {
    const words = said[language];
    const { t, surety, people } = world;
    const asker = one(people, language, isClient);
    const client = await enter(browser, surety, watch, language, asker);
    const fellow = one(people, language, (each) => each.organisation === asker.organisation && each.id !== asker.id);
    const colleague = await enter(browser, surety, watch, language, fellow);
    const asks = new Asks(client.request, surety);
    const ticket = await asked(asks, words.subject);
    await asks.send('PUT', `/tickets/${ticket}/class`, { class: 'restricted' });
    const { department } = await asks.get<{ department: { id: string } }>(`/tickets/${ticket}`);
    const leads = (who: Who) => isLead(who) && who.leads.includes(department.id);
    const who = one(people, language, leads);
    const lead = await enter(browser, surety, watch, language, who);
    const canary = `Rm-${language}-canary-w3Xk8LqZ5`;
    let phrase: string[] = [];

    const makeKey = async (page: Page) => {
      await authenticator(page);
      await page.goto('/me');
      await page.getByRole('button', { name: t('me.passkeys.add') }).click();
      await page.getByLabel(t('me.passkeys.name')).fill(words.key);
      await page.getByRole('button', { name: t('account.proof.make') }).click();
      await page.getByLabel(t('account.recovery.kept')).check({ force: true });
      await page.getByRole('button', { name: t('common.continue') }).click();
      await page.getByTestId('make-key').click();
      await page.locator('input[name=label]').fill(words.key);
      await page.getByTestId('lock-next').click();
      await expect(page.getByTestId('own-key').getByTestId('words').locator('li')).toHaveCount(8);
    };
    const inside = async (page: Page) => {
      await page.getByTestId('enter-room').click();
      await page.getByTestId('unlock-passkey').click();
      await expect(page.getByTestId('room-inside')).toBeVisible();
    };
    const write = async (page: Page, text: string) => {
      await page.locator('textarea[name=sealed]').fill(text);
      await page.getByTestId('room-send').click();
      await expect(page.getByTestId('room-said').last()).toContainText(text);
    };

    await test.step('all have a key', () => Promise.all([client, lead, colleague].map(makeKey)));

    await test.step('a lead offers a room, and the client opens it, with words for recovery', async () => {
      await client.goto(`/portal/${ticket}`);
      await lead.goto(`/desk/${ticket}`);
      await lead.getByTestId('offer-room').click();
      await expect(lead.getByText(t('handover.room.waiting', { name: who.name }))).toBeVisible();
      await expect(client.getByText(t('handover.room.offered', { name: who.name }))).toBeVisible();
      await look(client, language, 'room-offered');
      await client.getByTestId('open-room').click();
      await client.getByTestId('unlock-passkey').click();
      await client.getByRole('checkbox', { name: who.name }).check({ force: true });
      await expect(client.getByText(t('handover.pin.new'))).toBeVisible();
      await client.getByRole('radio').nth(1).check({ force: true });
      await look(client, language, 'room-begin');
      await client.getByTestId('room-next').click();
      const shown = client.getByRole('dialog').getByTestId('words').locator('li');
      await expect(shown).toHaveCount(8);
      phrase = await shown.allTextContents();
      await client.getByTestId('room-next').click();
      await client.locator('textarea[name=repeat]').fill(phrase.join(' '));
      await client.getByTestId('room-next').click();
      await expect(client.getByTestId('enter-room')).toBeVisible();
    });

    await test.step('both write, and read each other at once', async () => {
      await inside(client);
      await expect(client.getByText(t('handover.room.empty'))).toBeVisible();
      await inside(lead);
      await write(client, canary);
      await expect(lead.getByTestId('room-said')).toContainText(canary);
      await write(lead, `${canary}-2`);
      await expect(client.getByTestId('room-said').last()).toContainText(`${canary}-2`);
      await look(client, language, 'room-inside');
    });

    await test.step('a file goes the same way, and is saved after a warning', async () => {
      await client.getByTestId('room-file').setInputFiles({ name: 'will.txt', mimeType: 'text/plain', buffer: Buffer.from(`${canary} in a file`) });
      await lead.getByTestId('room-fetch').click();
      await lead.getByTestId('room-save').click();
      await expect(lead.getByText(t('handover.room.save.title', { name: 'will.txt' }))).toBeVisible();
      const [file] = await Promise.all([lead.waitForEvent('download'), lead.getByRole('dialog').last().getByRole('button', { name: t('handover.room.save') }).click()]);
      expect(file.suggestedFilename()).toBe('will.txt');
      expect(await readFile(await file.path(), 'utf8')).toBe(`${canary} in a file`);
    });

    await test.step('both see the key in the same words, and the record says what is shown', async () => {
      const prints: string[][] = [];
      for (const page of [client, lead]) {
        await page.getByTestId('room-members').locator('summary').first().click();
        const print = page.getByTestId('room-members').getByTestId('words').locator('li');
        await expect(print).toHaveCount(8);
        prints.push(await print.allTextContents());
      }
      expect(prints[0]).toEqual(prints[1]);
      await client.getByTestId('room-compare').click();
      await expect(client.getByTestId('room-compared')).toBeVisible();
      await look(client, language, 'room-members');
    });

    await test.step('who is left out reads nothing of what comes then', async () => {
      await client.getByTestId('leave-out').click();
      await expect(client.getByTestId('let-in')).toHaveCount(2); // and the colleague, who has a key
      await write(client, words.after);
      await expect(lead.getByText(t('handover.room.shut'))).toBeVisible();
      await expect(lead.getByText(t('handover.room.readOnly'))).toBeVisible();
      await look(lead, language, 'room-shut');
    });

    await test.step('the client lets in a colleague, who reads what comes from then on, and comes no further than that', async () => {
      await colleague.goto(`/portal/${ticket}`);
      await colleague.getByTestId('enter-room').click(); // by the words on paper they could
      await expect(colleague.getByText(t('handover.room.notInYet'))).toBeVisible();
      await client.getByRole('button', { name: t('handover.room.letIn', { name: fellow.name }) }).click();
      await expect(client.getByText(t('handover.pin.new'))).toBeVisible();
      await look(client, language, 'room-let-in');
      await client.getByTestId('let-in-do').click();
      await colleague.getByTestId('unlock-passkey').click(); // told by the stream
      await expect(colleague.getByTestId('room-said').last()).not.toContainText(words.after);
      await write(colleague, words.again);
      await expect(client.getByTestId('room-said').last()).toContainText(words.again);
    });

    await test.step('S5: nothing of it, nor of what opens it, is on the disk or in the memory of the server', async () => {
      expect(onDisk(surety, 'mlkem768x25519')).toEqual([]); // even ciphertexts lie sealed once more
      for (const text of [canary, phrase.join(' '), phrase.join('-'), /AGE-SECRET-KEY-PQ-1[0-9A-Z]{40}/]) {
        expect(onDisk(surety, text), `on the disk: ${String(text)}`).toEqual([]);
        expect(inMemory(surety, text), `in the memory: ${String(text)}`).toBe(0);
      }
    });

    await test.step('the words on paper open all of it again', async () => {
      await client.reload();
      await client.getByTestId('enter-room').click();
      await client.getByTestId('recover-room').locator('summary').click();
      await client.locator('textarea[name=recovery]').fill(phrase.join(' '));
      await look(client, language, 'room-recover');
      await client.getByTestId('recover-do').click();
      await expect(client.getByTestId('room-said')).toHaveCount(5);
      await expect(client.getByTestId('room-said').first()).toContainText(canary);
      await expect(client.getByText(t('handover.room.recovered'))).toBeVisible();
    });

    await test.step('a room without such words, whose people have all lost their keys, is begun anew', async () => {
      const other = await asked(asks, words.subject);
      await asks.send('PUT', `/tickets/${other}/class`, { class: 'restricted' });
      const choose = async () => {
        await client.getByTestId('unlock-passkey').click();
        await client.getByRole('checkbox', { name: who.name }).check({ force: true });
      };
      await client.goto(`/portal/${other}`);
      await client.getByTestId('open-room').click();
      await choose();
      await client.getByTestId('room-next').click();
      await expect(client.getByTestId('enter-room')).toBeVisible();
      for (const page of [client, lead]) {
        await page.goto('/me');
        await page.getByTestId('replace-key').click();
        await page.locator('input[name=label]').fill(words.key);
        await page.getByTestId('lock-next').click();
        await expect(page.getByRole('dialog')).toHaveCount(0);
      }
      await client.goto(`/portal/${other}`);
      await client.getByTestId('enter-room').click();
      await look(client, language, 'room-lost');
      await client.getByTestId('room-anew').click();
      await choose();
      await expect(client.getByTestId('room-next')).toBeDisabled(); // another key than before: first its words are compared
      await client.getByText(t('handover.pin.compare')).click();
      await client.getByTestId('enter-room').evaluate((button) => {
        // Pressed the moment the dialog is gone, before the browser tells that it is: it opens again, and stays.
        const gone = new MutationObserver(() => (gone.disconnect(), (button as HTMLElement).click()));
        gone.observe(document.querySelector('dialog[open]') ?? button, { attributeFilter: ['open'] });
      });
      await client.getByTestId('room-next').click();
      await client.getByTestId('unlock-passkey').click();
      await expect(client.getByTestId('room-inside')).toBeVisible();
      await write(client, words.again);
    });
  });
});
