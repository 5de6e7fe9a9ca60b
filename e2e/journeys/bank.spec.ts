/** Two people at the bank desk at once: money comes in and is explained, goes out, and bank and ledger agree. */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { Bank, due, paymentsOf } from '../harness/bank';
import { expect, inBoth, test } from '../harness/journey';
import { look } from '../harness/look';
import { enter, has, headers } from '../harness/people';
import type { Words } from '../harness/words';

const stranger = 'Wanda Brook';
const strangeMinor = 12_345;

/** Looks at what the file says, and brings it in. */
async function bringIn(page: Page, t: Words, file: string, seen?: () => Promise<void>): Promise<void> {
  await page.goto('/bank/import');
  await page.locator('input[type=file]').setInputFiles(file);
  const bring = page.getByRole('button', { name: t('bank.import.bring') });
  await expect(bring).toBeVisible();
  await seen?.();
  await bring.click();
}

/** How many of a statement's lines became what. */
const became = (page: Page, t: Words, kind: string) => page.getByRole('status').locator('div', { has: page.getByText(t(`bank.result.${kind}`), { exact: true }) }).locator('dd').last();

const one = { en: '1', fa: '۱' };

inBoth((language, world) => {
  test('a statement is brought in, explained by two, paid back and reconciled', async ({ browser, watch }) => {
    const { surety, people, t } = world;
    const [first, second] = people.filter(has('bank'));
    const owed = await due(surety, people);
    const ann = await enter(browser, surety, watch, language, first);
    const ben = await enter(browser, surety, watch, language, second);
    await expect(ann).toHaveURL(/\/bank$/);
    const bank = await Bank.of(ann.request);

    const statement = bank.statement([
      { minor: owed.minor, name: 'Mei Lin', words: owed.reference },
      { minor: strangeMinor, name: stranger, words: 'for the garden gate' },
    ]);
    await bringIn(ann, t, statement, () => look(ann, language, 'bank-preview'));
    await expect(became(ann, t, 'held')).toHaveText(one[language]);
    await expect(became(ann, t, 'suspense')).toHaveText(one[language]);
    await look(ann, language, 'bank-imported');

    await bringIn(ann, t, statement);
    await expect(ann.getByText(t('bank.import.known', { currency: 'EUR' }))).toBeVisible();

    const unclear = (page: Page) => page.getByRole('row').filter({ hasText: stranger });
    await ann.goto('/bank/lines');
    await unclear(ann).getByRole('button', { name: t('bank.line.propose') }).click();
    await ann.getByRole('radio', { name: t('bank.kind.send_back') }).check();
    await look(ann, language, 'bank-propose');
    await ann.getByRole('button', { name: t('bank.propose.send') }).click();
    await expect(unclear(ann)).toContainText(t('bank.line.another'));

    // Who proposed it sees no way to approve it, and has none.
    await unclear(ann).getByRole('button', { name: t('bank.line.look') }).click();
    await expect(ann.getByRole('dialog')).toContainText(t('bank.decide.another'));
    await expect(ann.getByRole('button', { name: t('bank.decide.approve') })).toHaveCount(0);
    const { items } = (await (await ann.request.get('/api/v1/bank/lines?open=true')).json()) as { items: { proposal?: { id: string } }[] };
    const refused = await ann.request.post(`/api/v1/bank/proposals/${items[0]?.proposal?.id}/approve`, { headers: headers(surety.url) });
    expect([refused.status(), (await refused.json()).code]).toEqual([403, 'same_person']);

    await ben.goto('/bank');
    await look(ben, language, 'bank-waits');
    await ben.getByRole('link', { name: t('bank.waits.approve') }).click();
    await unclear(ben).getByRole('button', { name: t('bank.line.decide') }).click();
    await look(ben, language, 'bank-decide');
    await ben.getByRole('button', { name: t('bank.decide.approve') }).click();
    await expect(ben.getByText(t('bank.line.allClear'))).toBeVisible();

    await ben.goto('/bank/payouts');
    await ben.getByRole('button', { name: `${t('bank.pay.make')} · EUR` }).click();
    const made = ben.getByRole('status').filter({ hasText: t('bank.pay.next') });
    const download = async (within: typeof made) => {
      const [file] = await Promise.all([ben.waitForEvent('download'), within.getByRole('button', { name: t('common.download') }).click()]);
      return readFileSync(await file.path(), 'utf8');
    };
    const file = await download(made);
    await look(ben, language, 'bank-payfile');
    await ben.reload();
    expect(await download(ben.getByRole('table', { name: t('bank.batch.title') }).getByRole('row').nth(1)), 'the same file each time').toBe(file);
    const [payout] = paymentsOf(file);

    await bringIn(ann, t, bank.statement([{ minor: -strangeMinor, name: stranger, endToEnd: payout }]));
    await expect(became(ann, t, 'paid')).toHaveText(one[language]);

    await ann.goto('/bank/reconciliation');
    await expect(ann.getByText(t('bank.recon.none'))).toBeVisible();
    await look(ann, language, 'bank-reconciled');
    await ann.goto('/bank/payouts?show=paid');
    await expect(ann.getByRole('row').filter({ hasText: t('bank.payout.sendBack') })).toContainText(t('bank.payout.paid'));
    await ann.goto('/bank');
    await ann.getByRole('button', { name: t('bank.verify.start') }).click();
    await expect(ann.getByText(t('bank.verify.head'))).toBeVisible();
    await look(ann, language, 'bank-verified');
  });

  test('columns of a CSV file are named once, and what does not add up is refused with its place', async ({ browser, watch }) => {
    const { surety, people, t } = world;
    const ann = await enter(browser, surety, watch, language, people.find(has('bank')));
    const { bankMinor } = await (await ann.request.get('/api/v1/bank/differences?currency=EUR')).json();
    await ann.goto('/bank/import');
    const csv = { name: 'november.csv', mimeType: 'text/csv', buffer: Buffer.from('Datum;Name;Betrag\n20.11.2026;Wanda Brook;10,50\nheute;Wanda Brook;-2,00\n') };
    await ann.locator('input[type=file]').setInputFiles(csv);
    await ann.getByLabel(t('bank.map.statement')).fill(`C-${language}`);
    await ann.getByLabel(t('bank.map.opening')).fill((bankMinor / 100).toFixed(2));
    await ann.getByLabel(t('bank.map.closing')).fill((bankMinor / 100 + 8.5).toFixed(2));
    await ann.getByText(t('bank.map.comma')).click();
    for (const [n, role] of [[1, 'booked'], [2, 'name'], [3, 'amount']] as const) await ann.getByLabel(t('bank.map.column', { n })).selectOption(role);
    await look(ann, language, 'bank-mapping');
    await ann.getByRole('button', { name: t('bank.import.look') }).click();
    await expect(ann.getByRole('alert')).toContainText(t('bank.import.atLine', { line: 3 }));
    await look(ann, language, 'bank-unreadable');

    await ann.reload();
    await ann.locator('input[type=file]').setInputFiles({ ...csv, buffer: Buffer.from(csv.buffer.toString().replace('heute', '21.11.2026')) });
    await expect(ann.getByLabel(t('bank.map.column', { n: 3 }))).toHaveValue('amount'); // as it was named before
    await ann.getByLabel(t('bank.map.statement')).fill(`C-${language}`);
    await ann.getByLabel(t('bank.map.opening')).fill((bankMinor / 100).toFixed(2));
    await ann.getByLabel(t('bank.map.closing')).fill((bankMinor / 100 + 8.5).toFixed(2));
    await ann.getByRole('button', { name: t('bank.import.look') }).click();
    await expect(ann.getByRole('button', { name: t('bank.import.bring') })).toBeEnabled();
  });
});
