/** Lost access: a client with nothing left asks, two of staff call back, a passkey is added, and for a day nothing sensitive opens. */
import type { Page } from '@playwright/test';
import { expect, inBoth, test } from '../harness/journey';
import { followLetter } from '../harness/letters';
import { look } from '../harness/look';
import { enter, has, isClient, one, room } from '../harness/people';
import { authenticator } from '../harness/proof';

inBoth((language, world) => {
  test('two call back, and somebody with nothing left comes in again', async ({ browser, watch }) => {
    test.setTimeout(120_000);
    const { t, surety, people } = world;
    const client = one(people, language, isClient);
    const [first, second] = people.filter(has('security'));
    if (!first || !second) throw new Error('two security officers are needed');
    const own = await enter(browser, surety, watch, language, client);
    const guest = await (await room(browser, surety, watch, language)).newPage();
    await authenticator(guest);
    const words = async () => (await guest.getByTestId('words').innerText()).trim();
    let before = '';

    await test.step('who still has a code is led to the sign-in', async () => {
      await guest.goto('/sign-in');
      await guest.getByRole('link', { name: t('door.signIn.lost') }).click();
      await guest.getByRole('radio', { name: t('lost.have.code') }).check({ force: true });
      await expect(guest.getByText(t('lost.after'))).toBeVisible();
      await look(guest, language, 'lost-code');
      await expect(guest.getByRole('link', { name: t('lost.toSignIn') }).first()).toHaveAttribute('href', '/sign-in');
    });

    await test.step('who has nothing asks, and is shown three words', async () => {
      await guest.getByRole('radio', { name: t('lost.have.nothing') }).check({ force: true });
      await guest.getByLabel(t('door.email')).fill(client.email);
      await look(guest, language, 'lost-nothing');
      await guest.getByTestId('ask-access').click();
      await expect(guest.getByTestId('words')).toBeVisible();
      before = await words();
      await look(guest, language, 'lost-words');
    });

    await test.step('the owner sees it in an open session', async () => {
      await expect(async () => {
        await own.goto('/me');
        await expect(own.getByTestId('stop-mine')).toBeVisible({ timeout: 2_000 });
      }).toPass();
      const size = own.viewportSize();
      await own.setViewportSize({ width: 320, height: 640 });
      await own.evaluate(() => scrollTo(0, 0));
      await expect(own.getByTestId('stop-mine')).toBeInViewport({ ratio: 1 }); // without a search
      if (size) await own.setViewportSize(size);
      await look(own, language, 'lost-me');
    });

    const called = async (page: Page, picture: string) => {
      await page.goto('/recoveries');
      await page.getByRole('link', { name: client.name }).first().click();
      await page.getByTestId('show-number').click();
      await expect(page.getByText('+442079460018')).toBeVisible();
      await page.getByLabel(t('lost.heardWords'), { exact: true }).last().fill(await words());
      await page.getByLabel(t('lost.uninvited')).check({ force: true });
      await look(page, language, picture);
      await page.getByTestId('approve-access').click();
    };

    await test.step('two officers call the number, one after the other', async () => {
      const one = await enter(browser, surety, watch, language, first);
      await called(one, 'lost-call');
      await expect(one.getByText(t('lost.state.approved'))).toBeVisible();
      await expect(async () => expect(await words()).not.toBe(before)).toPass({ timeout: 15_000 });
      const other = await enter(browser, surety, watch, language, second);
      await called(other, 'lost-second');
      await expect(other.getByText(t('lost.state.granted'))).toBeVisible();
      await expect(guest.getByText(t('lost.again'))).toBeVisible({ timeout: 15_000 });
    });

    await test.step('the link lets one passkey be added', async () => {
      await followLetter(guest, t, client.email);
      await look(guest, language, 'lost-enter');
      await guest.getByTestId('enter-again').click();
      await expect(guest.getByText(t('account.enrol.again'))).toBeVisible();
      await look(guest, language, 'lost-enrol');
      expect((await own.request.get('/api/v1/me')).status()).toBe(401); // sessions of before have ended
      await guest.getByRole('button', { name: t('common.continue') }).click();
      await expect(guest.getByRole('button', { name: client.name })).toBeVisible();
    });

    await test.step('what is sensitive says when it opens again', async () => {
      await guest.goto('/me');
      await expect(guest.getByTestId('recovered')).toBeVisible();
      await guest.getByTestId('give-number').click();
      await guest.getByLabel(t('lost.backField')).fill('+44 20 7946 0021');
      await guest.getByRole('dialog').getByRole('button', { name: t('common.save'), exact: true }).click();
      await expect(guest.getByText(t('problem.recovered'))).toBeVisible();
      await look(guest, language, 'lost-day');
    });
  });
});
