/** The wizard of an empty installation, and its first administrator. */
import { expect, type Page } from '@playwright/test';
import { look } from './look';
import type { Language, Words } from './words';

export const administrator = 'Parvin Nightjar';
export const email = 'parvin@firm.example';

/** The wizard up to the choice of a proof. */
export async function introduce(page: Page, t: Words, language: Language): Promise<void> {
  const onwards = page.getByRole('button', { name: t('common.continue') });
  await page.getByLabel(t('account.setup.organisationName')).fill('Nightjar Works');
  await look(page, language, 'setup-1-organisation');
  await onwards.click();
  await page.getByLabel(t('account.setup.department')).first().fill('Support');
  await look(page, language, 'setup-2-departments');
  await onwards.click();
  await page.getByLabel(t('account.name')).fill(administrator);
  await page.getByLabel(t('door.email')).fill(email);
  await look(page, language, 'setup-3-you');
  await onwards.click();
  await look(page, language, 'setup-4-proof');
}

/** Keeps the recovery codes that follow a first proof. */
export async function keepCodes(page: Page, t: Words): Promise<void> {
  await page.getByLabel(t('account.recovery.kept')).check({ force: true });
  await page.getByRole('button', { name: t('common.continue') }).click();
}

export async function signOut(page: Page, t: Words): Promise<void> {
  await page.getByRole('button', { name: administrator }).click();
  await page.getByRole('menuitem', { name: t('common.signOut') }).click();
}

/** Ends the session and waits for the door. */
export async function leave(page: Page, t: Words): Promise<void> {
  await signOut(page, t);
  await expect(page.getByRole('heading', { name: t('door.signIn.title') })).toBeVisible();
}
