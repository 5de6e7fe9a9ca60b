/**
 * The main job, in both directions of writing: a client asks with a photo and a large file, an agent answers while the client
 * watches, the client confirms, a colleague of another department finds nothing, and the record proves all of it.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { flips } from '../harness/damage';
import { digest, large, photo } from '../harness/files';
import { expect, inBoth, test } from '../harness/journey';
import { look, settle } from '../harness/look';
import { answer, askForHelp, confirmSolved, download } from '../harness/pages';
import { enter, isAgent, isClient, one, type Who } from '../harness/people';

const said = {
  en: {
    subject: 'The accounts folder will not open since this morning',
    text: 'It says the disk is locked. I attach a photo of the screen and the log it wrote.\nPlease help, salaries are due tomorrow.',
    reply: 'Thank you, I see it in your log. Please restart the computer once and leave it on.',
    photo: 'screen photo.png',
    log: 'disk log.bin',
  },
  fa: {
    subject: 'پوشهٔ حساب‌ها از امروز صبح باز نمی‌شود',
    text: 'می‌گوید دیسک قفل است. عکس صفحه و فایل گزارش را پیوست کرده‌ام.\nلطفاً کمک کنید، فردا موعد پرداخت حقوق است.',
    reply: 'سپاسگزارم، در گزارش شما دیدم. لطفاً رایانه را یک بار راه‌اندازی مجدد کنید و روشن بگذارید.',
    photo: 'عکس صفحه.png',
    log: 'گزارش دیسک.bin',
  },
};

inBoth((language, world) => {
  test('a client asks, an agent answers, and the record proves it', async ({ browser, watch }) => {
    test.setTimeout(300_000);
    const words = said[language];
    const files = [photo(words.photo), large(words.log, 50)];
    const client = await enter(browser, world.surety, watch, language, one(world.people, language, isClient));

    await test.step('the client asks, with a photo and 50 MB', async () => {
      await look(client, language, 'portal');
      await askForHelp(client, world.t, words, files, (name) => look(client, language, name));
      await look(client, language, 'request');
    });
    const ticket = await newest(client);

    const agent = await enter(browser, world.surety, watch, language, staffOf(world.people, ticket.department));
    await test.step('the agent answers, and the client sees it without doing anything', async () => {
      await agent.getByRole('link', { name: words.subject }).first().click();
      await expect(agent.getByText(words.text.split('\n')[0] ?? '').first()).toBeVisible();
      await look(agent, language, 'conversation');
      const seen = client.getByRole('log').getByText(words.reply).waitFor().then(() => Date.now());
      const pressed = await answer(agent, words.reply);
      const took = (await seen) - pressed;
      console.log(`${language}: the client saw the answer ${took} ms after it was sent`);
      expect(took).toBeLessThan(5_000); // a second on a machine that does nothing else
      await look(agent, language, 'conversation-answered');
    });

    await test.step('what the agent downloads is what the client sent', async () => {
      const saved = await download(agent, words.log);
      expect(await digest(saved)).toBe(await digest(files[1] as string));
    });

    await test.step('the client confirms', async () => {
      await confirmSolved(client, world.t);
      await look(client, language, 'request-solved');
    });

    await test.step('the client reads in words who has opened it', async () => {
      await client.locator('summary').filter({ hasText: world.t('portal.record') }).click();
      await settle(client);
      for (const action of ['record.action.ticket.read', 'record.action.ticket.reply', 'record.action.ticket.close']) await expect(client.getByText(world.t(action)).first()).toBeVisible();
      await look(client, language, 'request-record');
    });

    await test.step('an agent of another department finds nothing', async () => {
      const outsider = await enter(browser, world.surety, watch, language, strangerTo(world.people, ticket.department));
      await expect(outsider.getByRole('navigation').first()).toBeVisible();
      await outsider.goto('/desk?status=all');
      await settle(outsider);
      await expect(outsider.getByText(words.subject)).toHaveCount(0);
      await outsider.keyboard.press('Control+k');
      await outsider.keyboard.type(`#${ticket.number}`);
      await outsider.keyboard.press('Enter');
      await expect(outsider.getByText(world.t('common.nothingFound'))).toBeVisible();
      const refused = await outsider.request.get(`/api/v1/tickets/${ticket.id}`);
      const never = await outsider.request.get(`/api/v1/tickets/${'0'.repeat(ticket.id.length)}`);
      expect(refused.status()).toBe(404);
      expect(await refused.text()).toBe(await never.text());
      await outsider.goto(`/desk/${ticket.id}`);
      await expect(outsider.getByText(world.t('problem.absent'))).toBeVisible();
      await look(outsider, language, 'absent');
    });
  });

  test('one flipped byte in the database is found', async () => {
    const checkpoint = join(world.surety.data, '..', 'checkpoint.txt');
    expect(await world.surety.stop()).toBe(0);
    const sound = world.surety.run('audit', 'verify');
    expect(sound.code, sound.stderr).toBe(0);
    const kept = world.surety.run('audit', 'checkpoint');
    expect(kept.code, kept.stderr).toBe(0);
    writeFileSync(checkpoint, kept.stdout);
    expect(world.surety.run('audit', 'verify', '--checkpoint', checkpoint).code).toBe(0);

    let found = 0;
    for (const putBack of flips(world.surety.data)) {
      const verdict = world.surety.run('audit', 'verify', '--checkpoint', checkpoint);
      putBack();
      if (verdict.code === 0) continue; // a stale copy in the page, which is no entry
      expect(verdict.code).toBe(3);
      expect(verdict.stdout + verdict.stderr).toMatch(/entry \d+/);
      if (++found === 3) break;
    }
    expect(found, 'no flipped byte of an entry was found').toBeGreaterThan(0);
    expect(world.surety.run('audit', 'verify', '--checkpoint', checkpoint).code).toBe(0);
  });
});

interface Ticket {
  id: string;
  number: number;
  department: { id: string };
}

async function newest(page: Page): Promise<Ticket> {
  const list = (await (await page.request.get('/api/v1/tickets?sort=-created&limit=1')).json()) as { items: Ticket[] };
  return list.items[0] as Ticket;
}

/** An agent of the department. */
function staffOf(people: Who[], { id }: { id: string }): Who {
  const found = people.find((w) => w.departments.includes(id));
  if (!found) throw new Error('nobody of the department among the personas');
  return found;
}

/** Staff of any other department. */
function strangerTo(people: Who[], { id }: { id: string }): Who {
  const found = people.find((w) => isAgent(w) && !w.departments.includes(id));
  if (!found) throw new Error('nobody of another department among the personas');
  return found;
}
