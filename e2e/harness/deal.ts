/** The road of a deal up to what is handed in, as its two people go it in two browsers. */
import { expect, type Page } from '@playwright/test';
import { moves } from './bank';
import { photo } from './files';
import { headers, type Who } from './people';
import type { Surety } from './surety';
import type { Words } from './words';

export interface Pledge {
  subject: string;
  text: string;
  /** Of the milestone. */
  title: string;
  amount: string;
  done: string;
}

/** A request of the client's, to which the specialist is invited. */
export async function invite(client: Page, surety: Surety, helper: Who, { subject, text }: Pledge): Promise<string> {
  const post = (path: string, data: object) => client.request.post(`/api/v1${path}`, { headers: headers(surety.url), data });
  const departments = (await (await client.request.get('/api/v1/departments')).json()) as { items?: { id: string }[] } & { id: string }[];
  const asked = await post('/tickets', { subject, text, department: (departments.items ?? departments)[0]?.id });
  const ticket = ((await asked.json()) as { id: string }).id;
  expect((await post(`/tickets/${ticket}/invitations`, { specialist: helper.id })).status()).toBe(204);
  return ticket;
}

/** Writes an offer of one milestone; it keeps itself while it is written. */
export async function writeOffer(specialist: Page, t: Words, ticket: string, { subject, title, amount }: Pledge): Promise<void> {
  await specialist.setViewportSize({ width: 1440, height: 900 }); // the details stand beside the conversation
  await specialist.goto(`/desk/${ticket}`);
  await specialist.getByRole('link', { name: t('deal.begin') }).click();
  await specialist.getByRole('textbox', { name: t('offer.dealTitle') }).fill(subject);
  await specialist.getByRole('textbox', { name: t('offer.milestoneTitle'), exact: true }).fill(title);
  await specialist.getByRole('textbox', { name: t('offer.amount'), exact: true }).fill(amount);
  await specialist.getByLabel(t('offer.due')).fill(new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10));
}

/** Sends it; returns the deal. */
export async function sendOffer(specialist: Page, t: Words): Promise<string> {
  await specialist.getByTestId('send-offer').click();
  await specialist.getByRole('dialog').getByRole('button', { name: t('offer.send.first') }).click();
  await expect(specialist.getByRole('heading', { name: t('deal.next.wait.offer') })).toBeVisible();
  return new URL(specialist.url()).pathname.split('/').at(-1) ?? '';
}

/** Both read and sign, each where they are to. */
export async function signBoth(t: Words, ...sides: Page[]): Promise<void> {
  for (const page of sides) {
    await page.getByText(t('signing.haveRead')).click();
    await page.getByTestId('sign').click();
    await expect(page.getByTestId('sign')).toHaveCount(0, { timeout: 60_000 });
  }
}

/** The client's bank pays by the reference, and a statement says so. */
export async function fund(client: Page, banker: Page, surety: Surety, t: Words, deal: string): Promise<void> {
  const { progress } = (await (await client.request.get(`/api/v1/deals/${deal}`)).json()) as { progress: { reference: string; charge: { priceMinor: number } }[] };
  await moves(banker, surety, progress[0]?.charge.priceMinor ?? 0, progress[0]?.reference ?? '');
  await expect(client.getByRole('heading', { name: t('deal.next.wait.begin') })).toBeVisible();
}

/** Begins, and hands in words and a file. */
export async function handIn(specialist: Page, t: Words, deal: string, { title, done }: Pledge, seen?: () => Promise<void>): Promise<void> {
  await specialist.goto(`/deals/${deal}`);
  await specialist.getByTestId('do-start').click();
  await specialist.getByTestId('do-submit').click();
  const dialog = specialist.getByRole('dialog');
  await dialog.getByRole('textbox', { name: t('deal.submitText') }).fill(done);
  await dialog.locator('input[type=file]').setInputFiles(photo('books.png'));
  await expect(dialog.getByRole('checkbox', { name: 'books.png' })).toBeChecked();
  await seen?.();
  await dialog.getByTestId('confirm').click();
  await expect(specialist.getByRole('heading', { name: t('deal.next.wait.look', { milestone: title }) })).toBeVisible();
}
