/** A password is handed over: sealed in one browser, opened in another, and never readable by the server. */
import { expect, inBoth, test } from '../harness/journey';
import { Asks, asked } from '../harness/agreed';
import { look } from '../harness/look';
import { enter, isAgent, isClient, one, type Who } from '../harness/people';
import { authenticator } from '../harness/proof';
import { inMemory, onDisk } from '../harness/traces';

const said = {
  en: { subject: 'Please set up the new router', label: 'Router in the shop', key: 'My computer', paper: 'Paper in the safe' },
  fa: { subject: 'لطفاً مودم تازه را راه بیندازید', label: 'مودم فروشگاه', key: 'رایانهٔ من', paper: 'کاغذ گاوصندوق' },
};

inBoth((language, world) => {
  test('a password is handed over and read once, and the server never had it', async ({ browser, watch }) => {
    const words = said[language];
    const { t, surety, people } = world;
    const client = await enter(browser, surety, watch, language, one(people, language, isClient));
    const asks = new Asks(client.request, surety);
    const ticket = await asked(asks, words.subject);
    const { department } = await asks.get<{ department: { id: string } }>(`/tickets/${ticket}`);
    const here = (who: Who) => isAgent(who) && who.departments.includes(department.id);
    const who = one(people, language, here);
    const agent = await enter(browser, surety, watch, language, who);
    const canary = `Zx-${language}-canary-q7Vw2KpT9`;
    let phrase: string[] = [];

    await test.step('a client cannot hand anything over while nobody has a key', async () => {
      await client.goto(`/portal/${ticket}`);
      await client.getByTestId('give-secret').click();
      await expect(client.getByText(t('handover.give.nobody'))).toBeVisible();
      await client.keyboard.press('Escape');
    });

    await test.step('an agent makes a key that a passkey unlocks', async () => {
      await authenticator(agent);
      await agent.goto('/me');
      await agent.getByRole('button', { name: t('me.passkeys.add') }).click();
      await agent.getByLabel(t('me.passkeys.name')).fill(words.key);
      await agent.getByRole('button', { name: t('account.proof.make') }).click();
      await agent.getByLabel(t('account.recovery.kept')).check({ force: true });
      await agent.getByRole('button', { name: t('common.continue') }).click();
      await agent.getByTestId('make-key').click();
      await agent.locator('input[name=label]').fill(words.key);
      await look(agent, language, 'secret-key-how');
      await agent.getByTestId('lock-next').click();
      await expect(agent.getByTestId('own-key').getByTestId('words').locator('li')).toHaveCount(8);
      await look(agent, language, 'secret-key');
    });

    await test.step('and, in case it is lost, eight words', async () => {
      await agent.getByTestId('add-lock').click();
      await agent.getByTestId('unlock-passkey').click();
      await agent.getByRole('radio').nth(1).check({ force: true });
      await agent.locator('input[name=label]').fill(words.paper);
      await agent.getByTestId('lock-next').click();
      const shown = agent.getByRole('dialog').getByTestId('words').locator('li');
      await expect(shown).toHaveCount(8);
      phrase = await shown.allTextContents();
      await look(agent, language, 'secret-words');
      await agent.getByTestId('lock-next').click();
      await agent.locator('textarea[name=repeat]').fill(phrase.toReversed().join(' '));
      await agent.getByTestId('lock-next').click();
      await expect(agent.getByText(t('handover.key.repeatWrong'))).toBeVisible();
      await agent.locator('textarea[name=repeat]').fill(phrase.join(' '));
      await agent.getByTestId('lock-next').click();
      await expect(agent.getByTestId('own-key').getByText(words.paper)).toBeVisible();
    });

    await test.step('the client sees to whom, in the words that the agent sees, and seals it', async () => {
      const own = agent.getByTestId('own-key').getByTestId('words').locator('li');
      await expect(own).toHaveCount(8);
      const print = await own.allTextContents();
      await client.getByTestId('give-secret').click();
      await expect(client.getByText(t('handover.pin.new'))).toBeVisible();
      await client.getByTestId('compare').locator('summary').click();
      await expect(client.getByTestId('compare').getByTestId('words').locator('li')).toHaveText(print);
      await client.locator('input[name=label]').fill(words.label);
      await client.locator('input[name=secret]').fill(canary);
      await look(client, language, 'secret-give');
      await client.getByTestId('seal').click();
      await expect(client.getByTestId('given')).toBeVisible();
      await look(client, language, 'secret-given');
      await client.getByTestId('given').getByRole('button').click();
      await expect(client.getByTestId('secret-row')).toContainText(t('handover.state.held'));
    });

    await test.step('its reader opens it with a passkey, once', async () => {
      await agent.goto(`/desk/${ticket}`);
      await agent.getByTestId('open-secret').click();
      await look(agent, language, 'secret-unlock');
      await agent.getByTestId('unlock-passkey').click();
      await expect(agent.getByTestId('secret-text')).toHaveText(canary);
      await agent.screenshot({ path: test.info().outputPath(`secret-open-${language}.png`) });
      await agent.getByRole('button', { name: t('handover.open.done') }).click();
      await expect(agent.getByText(canary)).toHaveCount(0);
      await expect(agent.getByTestId('open-secret')).toHaveCount(0);
    });

    await test.step('a second opening is refused', async () => {
      const { items } = await new Asks(agent.request, surety).get<{ items: { id: string }[] }>(`/tickets/${ticket}/secrets`);
      const answer = await agent.request.post(`/api/v1/secrets/${items[0]?.id}/open`, { headers: { 'X-Surety-Csrf': '1', Origin: surety.url, 'Idempotency-Key': 'x'.repeat(16) }, data: {} });
      expect(answer.status()).toBe(409);
      expect(await answer.json()).toMatchObject({ code: 'secret_read' });
    });

    await test.step('the owner sees the opening without doing anything, and that it is to be changed', async () => {
      await expect(client.getByTestId('secret-row')).toContainText(t('handover.state.read'));
      await expect(client.getByTestId('opening')).toContainText('127.0.0.1');
      await expect(client.getByText(t('handover.change.later', { name: who.name }))).toBeVisible();
      await look(client, language, 'secret-opened');
    });

    await test.step('S5: nothing of it, nor of what opens it, is on the disk or in the memory of the server', async () => {
      expect(onDisk(surety, 'mlkem768x25519')).toEqual([]); // even the ciphertext lies sealed once more
      expect(inMemory(surety, who.name), 'what the server does know is found').toBeGreaterThan(0);
      for (const text of [canary, phrase.join(' '), phrase.join('-'), /AGE-SECRET-KEY-PQ-1[0-9A-Z]{40}/]) {
        expect(onDisk(surety, text), `on the disk: ${String(text)}`).toEqual([]);
        expect(inMemory(surety, text), `in the memory: ${String(text)}`).toBe(0);
      }
    });

    await test.step('the words open as well; what was taken back does not', async () => {
      for (const back of [true, false]) {
        await client.getByTestId('give-secret').click();
        await client.locator('input[name=label]').fill(words.label);
        await client.locator('input[name=secret]').fill('another');
        await client.getByTestId('seal').click();
        await client.getByTestId('given').getByRole('button').click();
        if (!back) continue;
        await client.getByTestId('withdraw-secret').click();
        await client.getByRole('dialog').getByRole('button', { name: t('handover.withdraw'), exact: true }).click();
        await expect(client.getByText(t('handover.state.withdrawn'))).toBeVisible();
      }
      await expect(agent.getByTestId('open-secret')).toHaveCount(1);
      await agent.getByTestId('open-secret').click();
      await agent.locator('textarea[name=words]').fill(phrase.join('  '));
      await agent.getByTestId('unlock-words').click();
      await expect(agent.getByTestId('secret-text')).toHaveText('another');
      await agent.keyboard.press('Escape');
    });

    await test.step('a key that is another than before is told loudly, and not sealed to before the words were compared', async () => {
      await agent.goto('/me');
      await agent.getByTestId('replace-key').click();
      await agent.locator('input[name=label]').fill(words.key);
      await agent.getByTestId('lock-next').click();
      await expect(agent.getByText(t('handover.key.earlier'))).toBeVisible();
      await client.getByTestId('give-secret').click();
      await expect(client.getByRole('alert').getByText(t('handover.pin.changed', { name: who.name }))).toBeVisible();
      await expect(client.getByTestId('seal')).toBeDisabled();
      await look(client, language, 'secret-changed-key');
      await client.getByText(t('handover.pin.compare')).click();
      await expect(client.getByTestId('seal')).toBeEnabled();
      await client.keyboard.press('Escape');
    });

    await test.step('what was seen stays on the list until its owner says that it was changed', async () => {
      await client.goto('/me');
      await expect(client.getByRole('heading', { name: t('handover.change.title') })).toBeVisible();
      await look(client, language, 'secret-to-change');
      for (const left of [1, 0]) {
        await client.getByTestId('changed-secret').first().click();
        await expect(client.getByTestId('changed-secret')).toHaveCount(left);
      }
    });
  });
});
