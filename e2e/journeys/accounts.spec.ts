/** People come and go: invited, enrolled, a forgotten password, ended elsewhere, disabled. */
import type { Page } from '@playwright/test';
import { expect, inBoth, test } from '../harness/journey';
import { followLetter } from '../harness/letters';
import { look } from '../harness/look';
import { enter, has, isAgent, isClient, one, room } from '../harness/people';
import { authenticator } from '../harness/proof';
import type { Words } from '../harness/words';

const password = 'nine slow boats past the mill';
const another = 'copper rain on a tin roof';

/** Invites somebody as the administrator, and waits until it is said that the letter leaves. */
async function invite(page: Page, t: Words, email: string, as: (form: ReturnType<Page['getByRole']>) => Promise<unknown>): Promise<void> {
  await page.goto('/admin/accounts');
  await page.getByRole('button', { name: t('admin.invite.title') }).click();
  const form = page.getByRole('dialog');
  await form.getByRole('textbox', { name: t('admin.account.name'), exact: true }).fill('Noor Example');
  await form.getByRole('textbox', { name: t('admin.account.email'), exact: true }).fill(email);
  await as(form);
  await form.getByRole('button', { name: t('admin.invite.send') }).click();
  await expect(page.getByText(t('admin.invite.sent', { email }))).toBeVisible();
}

async function accept(page: Page, t: Words): Promise<void> {
  await page.getByLabel(t('account.name')).fill('Noor Example');
  await page.getByRole('radio', { name: t('account.proof.password') }).check({ force: true });
  await page.getByLabel(t('door.password'), { exact: true }).fill(password);
  await page.getByRole('button', { name: t('common.continue') }).click();
}

inBoth((language, world) => {
  const signedIn = (page: Page, name: string) => expect(page.getByRole('button', { name })).toBeVisible();

  test('an invitation is mailed, accepted, and the new agent must enrol', async ({ browser, watch }) => {
    const admin = await enter(browser, world.surety, watch, language, one(world.people, language, has('admin')));
    const email = `agent-${language}@guest.example`;
    await invite(admin, world.t, email, (form) => form.locator('select').last().selectOption('agent'));
    await look(admin, language, 'admin-invited');
    await admin.context().close();

    const guest = await (await room(browser, world.surety, watch, language)).newPage();
    await authenticator(guest);
    await followLetter(guest, world.t, email);
    await expect(guest.getByText(email)).toBeVisible();
    const link = guest.url();
    await look(guest, language, 'welcome');
    await accept(guest, world.t);
    await expect(guest.getByRole('heading', { name: world.t('account.enrol.title') })).toBeVisible();
    await guest.goto('/desk');
    await expect(guest.getByRole('heading', { name: world.t('account.enrol.title') })).toBeVisible();
    await guest.getByRole('button', { name: world.t('common.continue') }).click();
    await expect(guest.getByRole('list', { name: world.t('account.recovery.title') }).locator('code')).toHaveCount(10);
    await guest.getByLabel(world.t('account.recovery.kept')).check({ force: true });
    await guest.getByRole('button', { name: world.t('common.continue') }).click();
    await signedIn(guest, 'Noor Example');
    await guest.goto(link);
    await expect(guest.getByText(world.t('problem.link_used'))).toBeVisible();
  });

  test('a forgotten password is replaced by a letter, and the old one opens nothing', async ({ browser, watch }) => {
    const email = `client-${language}@guest.example`;
    const admin = await enter(browser, world.surety, watch, language, one(world.people, language, has('admin')));
    await invite(admin, world.t, email, (form) => form.getByRole('checkbox', { name: world.t('common.role.client') }).check({ force: true }));
    await admin.context().close();
    const guest = await (await room(browser, world.surety, watch, language)).newPage();
    await followLetter(guest, world.t, email);
    await accept(guest, world.t);
    await signedIn(guest, 'Noor Example');

    const elsewhere = await (await room(browser, world.surety, watch, language)).newPage();
    await elsewhere.goto('/sign-in');
    await elsewhere.getByRole('link', { name: world.t('door.signIn.forgot') }).click();
    await elsewhere.waitForURL('/reset');
    await elsewhere.getByLabel(world.t('door.email')).fill(email);
    await elsewhere.getByRole('button', { name: world.t('account.signUp.submit') }).click();
    await expect(elsewhere.getByText(world.t('account.reset.sent', { email }))).toBeVisible();
    await look(elsewhere, language, 'reset-sent');
    await followLetter(elsewhere, world.t, email);
    await elsewhere.getByLabel(world.t('account.reset.new'), { exact: true }).fill(another);
    await look(elsewhere, language, 'reset');
    await elsewhere.getByRole('button', { name: world.t('common.save') }).click();
    await expect(elsewhere.getByText(world.t('account.reset.done'))).toBeVisible();
    await expect(guest.getByRole('heading', { name: world.t('door.signIn.title') })).toBeVisible();

    const enterWith = async (secret: string) => {
      await guest.goto('/sign-in');
      await guest.getByLabel(world.t('door.email')).fill(email);
      await guest.getByLabel(world.t('door.password'), { exact: true }).fill(secret);
      await guest.getByRole('button', { name: world.t('door.signIn.submit'), exact: true }).click();
    };
    await enterWith(password);
    await expect(guest.getByText(world.t('problem.sign_in_failed'))).toBeVisible();
    await enterWith(another);
    await signedIn(guest, 'Noor Example');
  });

  test('a session ended elsewhere is over there at once', async ({ browser, watch }) => {
    const who = one(world.people, language, isAgent);
    const here = await enter(browser, world.surety, watch, language, who);
    const there = await enter(browser, world.surety, watch, language, who);
    await signedIn(there, who.name);
    await here.goto('/me');
    await look(here, language, 'me-two-sessions');
    await here.getByRole('button', { name: world.t('me.sessions.endOthers') }).click();
    await expect(there.getByRole('heading', { name: world.t('door.signIn.title') })).toBeVisible();
    await here.goto('/desk');
    await signedIn(here, who.name);
  });

  test('a disabled account is out at once', async ({ browser, watch }) => {
    const who = one(world.people, language === 'en' ? 'ru' : 'zh', isClient);
    const theirs = await enter(browser, world.surety, watch, language, who);
    await signedIn(theirs, who.name);
    const admin = await enter(browser, world.surety, watch, language, one(world.people, language, has('admin')));
    await admin.goto(`/admin/accounts/${who.id}`);
    await admin.getByRole('button', { name: world.t('admin.disable.do') }).click();
    await look(admin, language, 'admin-disable');
    await admin.getByRole('dialog').getByRole('button', { name: world.t('admin.disable.do') }).click();
    await expect(admin.getByText(world.t('admin.disable.done'), { exact: true })).toBeVisible();
    await expect(theirs.getByRole('heading', { name: world.t('door.signIn.title') })).toBeVisible();
    expect((await theirs.request.get('/api/v1/tickets')).status()).toBe(401);
  });
});
