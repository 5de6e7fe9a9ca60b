/** What people do on the two sides of a request, in terms of what is on the page rather than of how it is laid out. */
import { basename } from 'node:path';
import { expect, type Page } from '@playwright/test';
import type { Words } from './words';

export interface Plea {
  subject: string;
  text: string;
}

const patience = 120_000; // a large file on a small machine
const request = /\/portal\/[0-9a-z]{26}/;

/** Goes through the steps of asking, however many there are, and waits until every file has arrived. */
export async function askForHelp(page: Page, t: Words, plea: Plea, files: string[], seen: (name: string) => Promise<void>): Promise<void> {
  await page.getByRole('link', { name: t('portal.ask') }).or(page.getByRole('button', { name: t('portal.ask') })).first().click();
  await page.waitForURL((url) => url.pathname !== '/portal');
  for (let step = 1; step <= 8 && !request.test(page.url()); step++) {
    const form = page.locator('main form').last();
    await expect(form).toBeVisible();
    await fillStep(page, plea, files);
    await seen(`ask-${step}`);
    const before = page.url(); // each step has an address
    await form.locator('button[type=submit]').last().click();
    await page.waitForURL((url) => url.href !== before, { timeout: patience });
  }
  await page.waitForURL(request, { timeout: patience });
  await expect(page.getByText(plea.text.split('\n')[0] ?? '').first()).toBeVisible();
  for (const file of files) await expect(page.getByRole('link', { name: basename(file) })).toBeVisible({ timeout: patience });
}

/** Fills whatever of the plea this step asks for. */
async function fillStep(page: Page, plea: Plea, files: string[]): Promise<void> {
  const main = page.locator('main');
  const subject = main.locator('input[name=subject]');
  if (await subject.isVisible()) await subject.fill(plea.subject);
  const text = main.locator('textarea[name=text]');
  if (await text.isVisible()) await text.fill(plea.text);
  const chosen = main.locator('input[type=file]').first();
  if ((await chosen.count()) > 0) await chosen.setInputFiles(files);
}

/** Writes a reply and sends it; returns the moment of pressing. */
export async function answer(page: Page, text: string): Promise<number> {
  const composer = page.locator('form', { has: page.locator('textarea') }).last();
  await composer.locator('textarea').fill(text);
  const pressed = Date.now();
  await composer.locator('button[type=submit]').last().click();
  return pressed;
}

/** Says as the client that it is solved. */
export async function confirmSolved(page: Page, t: Words): Promise<void> {
  await page.getByRole('button', { name: t('portal.solved') }).click();
  await expect(page.getByText(t('common.clientStatus.closed')).or(page.getByText(t('common.clientStatus.solved'))).first()).toBeVisible();
}

/** Fetches a file of the conversation and returns where it was saved. */
export async function download(page: Page, name: string): Promise<string> {
  const [fetched] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).first().click()]);
  expect(fetched.suggestedFilename()).toBe(name);
  return fetched.path();
}
