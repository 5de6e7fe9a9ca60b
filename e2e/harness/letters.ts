/** Letters, which the demo world keeps on a page instead of sending them. */
import { expect, type Page } from '@playwright/test';
import type { Words } from './words';

/** Opens the newest letter to the address and follows the link in it, as its reader would. */
export async function followLetter(page: Page, t: Words, email: string): Promise<void> {
  const letter = page.getByRole('link').filter({ hasText: email }).first();
  await expect(async () => {
    await page.goto('/demo/mail'); // it leaves as a job, soon after what it tells of
    await expect(letter).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await letter.click();
  await page.getByRole('tab', { name: t('account.letters.text') }).click();
  await page.getByRole('article').getByRole('link').first().click();
}
