/** What people do in a dispute, in terms of what is on the page; and what its money must add up to. */
import { expect, type Page } from '@playwright/test';
import type { Words } from './words';

interface Posting { account: string; amountMinor: number }
interface Transfer { postings: Posting[] }

/** Opens a dispute from the milestone on the deal's page; returns where its room is. */
export async function dispute(page: Page, t: Words, statement: string, seen?: () => Promise<void>): Promise<string> {
  await page.getByRole('link', { name: t('dispute.begin') }).click();
  await page.getByRole('textbox', { name: t('dispute.statement') }).fill(statement);
  await seen?.();
  await page.getByTestId('begin-dispute').click();
  await page.waitForURL(/\/disputes\/[0-9a-z]{26}$/);
  return new URL(page.url()).pathname;
}

/** Says something that a step asks for: an answer, an appeal. */
export async function say(page: Page, t: Words, what: 'answer' | 'appeal', text: string): Promise<void> {
  await page.getByTestId(what).click();
  await page.getByRole('textbox', { name: t(`dispute.label.${what}`) }).fill(text);
  await page.getByTestId('confirm').click();
  await expect(page.getByTestId('confirm')).toHaveCount(0);
}

/** Seals an offer, or another in its place. */
export async function seal(page: Page, t: Words, label: 'release' | 'demand', amount: string): Promise<void> {
  const change = page.getByTestId('change-offer');
  if (await change.isVisible()) await change.click();
  await page.getByRole('textbox', { name: t(`dispute.${label}`) }).fill(amount);
  await page.getByTestId('seal-offer').click();
  await expect(page.getByTestId('seal-offer')).toHaveCount(0);
}

/** An arbiter does their part: divides, with reasons; or agrees to a division. */
export async function judge(page: Page, t: Words, step: 'propose' | 'award' | 'confirm' | 'decide', amount?: string, reasons?: string): Promise<void> {
  if (amount) await page.getByRole('textbox', { name: t('dispute.release'), exact: true }).fill(amount);
  if (reasons) await page.getByRole('textbox', { name: t('dispute.reasons') }).fill(reasons);
  await page.getByTestId(`judge-${step}`).click();
  await expect(page.getByTestId(`judge-${step}`)).toHaveCount(0);
}

/** Takes a dispute that waits at the desk, with a clear conscience. */
export async function take(page: Page, t: Words, room: string): Promise<void> {
  await page.goto('/disputes/desk');
  await page.getByTestId(`take-${room.split('/').at(-1)}`).click();
  await page.getByRole('radio', { name: t('dispute.interest.no') }).check();
  await page.getByTestId('confirm').click();
  await page.waitForURL(new RegExp(`${room}$`));
}

/** Rates the other side and seals it. */
export async function rate(page: Page, t: Words, axes: readonly string[], points: number, text: string): Promise<void> {
  for (const axis of axes) await page.getByTestId(`${axis}-${points}`).check({ force: true });
  await page.getByRole('textbox', { name: t('review.text') }).fill(text);
  await page.getByTestId('send-review').click();
  await expect(page.getByTestId('send-review')).toHaveCount(0);
}

/** The milestone's ledger and the bank desk's sheets agree: what came in has gone where it was decided, nothing is left or lost. */
export async function conserved(side: Page, banker: Page, deal: string, releaseMinor: number, refundMinor: number): Promise<void> {
  const { progress } = (await (await side.request.get(`/api/v1/deals/${deal}`)).json()) as { progress: { id: string; money: Record<string, number> }[] };
  const milestone = progress[0];
  const answer = (await (await side.request.get(`/api/v1/deals/${deal}/milestones/${milestone?.id}/ledger`)).json()) as { items: Transfer[] };
  const totals = new Map<string, number>();
  for (const { postings } of answer.items) {
    expect(postings.reduce((sum, { amountMinor }) => sum + amountMinor, 0), 'each transfer is balanced').toBe(0);
    for (const { account, amountMinor } of postings) totals.set(account, (totals.get(account) ?? 0) + amountMinor);
  }
  const of = (account: string) => totals.get(account) ?? 0;
  expect(of('hold'), 'nothing is held any more').toBe(0);
  expect(of('specialist') + of('fees') + of('taxes'), 'what was released').toBe(releaseMinor);
  expect(of('client'), 'what goes back').toBe(refundMinor);
  const sheets = (await (await banker.request.get('/api/v1/bank/sheets')).json()) as { differsMinor: number }[];
  expect(sheets.map(({ differsMinor }) => differsMinor)).toEqual(sheets.map(() => 0));
}
