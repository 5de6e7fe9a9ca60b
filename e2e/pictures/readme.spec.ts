/** The pictures of the README, from the demo world. */
import { resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { test, expect } from '../harness/journey';
import { settle } from '../harness/look';
import { enter, isAgent, isClient, one, personas, type Who } from '../harness/people';
import { Surety } from '../harness/surety';
import { words } from '../harness/words';

const pictures = resolve(import.meta.dirname, '../../docs/pictures');
const phone = { width: 390, height: 844 };
interface Row {
  id: string;
  subject: string;
  messages: number;
}

let surety: Surety;
let people: Who[];
test.beforeAll(async () => {
  surety = await Surety.start('demo');
  people = await personas(surety);
});
test.afterAll(() => surety?.remove());

/** The active ticket with the most to show. */
async function fullest(page: Page, fits: (row: Row) => boolean): Promise<string> {
  const { items } = (await (await page.request.get('/api/v1/tickets?status=active')).json()) as { items: Row[] };
  return items.filter(fits).sort((a, b) => b.messages - a.messages)[0]?.id ?? '';
}

test('the inbox, with a conversation open', async ({ browser, watch }) => {
  const page = await enter(browser, surety, watch, 'en', one(people, 'en', isAgent));
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto('/desk');
  await settle(page);
  await page.locator(`a[data-row][href*="${await fullest(page, (row) => row.subject.startsWith('The'))}"]`).click();
  await expect(page.getByRole('log').getByRole('article').first()).toBeVisible();
  await settle(page);
  await page.screenshot({ path: `${pictures}/inbox.png`, animations: 'disabled' });
});

test('a request in Persian, on a phone', async ({ browser, watch }) => {
  const t = await words('fa');
  const page = await enter(browser, surety, watch, 'fa', one(people, 'fa', isClient));
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(phone);
  await page.goto('/portal');
  await settle(page);
  await page.screenshot({ path: `${pictures}/portal-requests.png`, animations: 'disabled' });
  await page.getByRole('link', { name: t('portal.ask') }).first().click();
  await settle(page);
  await page.screenshot({ path: `${pictures}/portal-asking.png`, animations: 'disabled' });
  await page.goto(`/portal/${await fullest(page, () => true)}`);
  await expect(page.getByRole('log').getByRole('article').first()).toBeVisible();
  await settle(page);
  await page.screenshot({ path: `${pictures}/portal-request.png`, animations: 'disabled' });
});

test('a recording, in the player', async ({ browser, watch }) => {
  const page = await enter(browser, surety, watch, 'en', one(people, 'en', (who) => isClient(who) && who.name === 'Tom Fielding'));
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 800 });
  const read = async <T>(path: string) => ((await (await page.request.get(`/api/v1${path}`)).json()) as { items: T[] }).items;
  const sessions: { id: string; powers: object[]; recording: { state: string } }[] = [];
  for (const { id } of await read<Row>('/tickets?limit=50')) sessions.push(...(await read<(typeof sessions)[number]>(`/tickets/${id}/remote-sessions`)));
  const [fullest] = sessions.filter(({ recording }) => recording.state === 'complete').sort((a, b) => b.powers.length - a.powers.length);
  await page.goto(`/remote/play/${fullest?.id ?? ''}?at=104`);
  await expect(page.locator('.xterm-rows')).toContainText('Finished');
  await settle(page);
  await page.screenshot({ path: `${pictures}/recording.png`, animations: 'disabled' });
});

test('a deal, from the side of the client', async ({ browser, watch }) => {
  const page = await enter(browser, surety, watch, 'en', one(people, 'en', (who) => isClient(who) && who.name === 'Tom Fielding'));
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 1000 });
  const { items } = (await (await page.request.get('/api/v1/deals')).json()) as { items: { id: string; state: string; turn: string }[] };
  const waiting = items.find(({ state, turn }) => state === 'active' && turn === 'client') ?? items[0];
  await page.goto(`/deals/${waiting?.id ?? ''}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await settle(page);
  await page.screenshot({ path: `${pictures}/deal.png`, animations: 'disabled' });
});
