/** What goes another way than usual: a paper signed elsewhere, a payment that comes back, and a firm that calls its own specialists. */
import { createHash } from 'node:crypto';
import { Asks, asked, funded, reports, sign, signed, type Seen } from '../harness/agreed';
import { orders } from '../harness/bank';
import { expect, inBoth, test } from '../harness/journey';
import { look } from '../harness/look';
import { enter, has, isClient, isLead, one, personas } from '../harness/people';
import { Surety } from '../harness/surety';

const said = {
  en: { subject: 'Set up the meeting room', title: 'Screen and sound', done: 'Screen and sound work.' },
  fa: { subject: 'راه‌اندازی اتاق جلسه', title: 'نمایشگر و صدا', done: 'نمایشگر و صدا کار می‌کند.' },
};
const due = () => new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);

inBoth((language, world) => {
  test('a paper that was signed elsewhere is brought in and judged', async ({ browser, watch }) => {
    const { t, surety, people } = world;
    const words = said[language];
    const helper = one(people, language, has('specialist'));
    const client = await enter(browser, surety, watch, language, one(people, language, isClient));
    const specialist = await enter(browser, surety, watch, language, helper);
    const [buys, works] = [client, specialist].map((page) => new Asks(page.request, surety)) as [Asks, Asks];
    const ticket = await asked(buys, words.subject);
    await buys.send('POST', `/tickets/${ticket}/invitations`, { specialist: helper.id });
    const terms = { title: words.subject, currency: 'EUR', milestones: [{ title: words.title, amountMinor: 20_000, description: '', due: due() }], feeBasisPoints: 0, taxes: [], rounds: 1, silenceDays: 14, warrantyDays: 30, notIncluded: [], language, secrets: [], secretDays: 365, licence: 'transfer', guarantee: false };
    const { id } = await works.send<Seen>('POST', `/tickets/${ticket}/deals`, terms);
    await works.act(id, 'offers', terms);
    await buys.act(id, 'accept', { version: 1 });
    const paper = async () => (await specialist.request.get(`/api/v1/deals/${id}/papers/1/contract/file`)).body();
    const unsigned = await paper();
    await sign(works, id);
    const whole = await paper();
    expect(whole.subarray(0, unsigned.length).equals(unsigned)).toBe(true);
    const changed = Buffer.from(whole);
    const last = changed.lastIndexOf('/Contents'); // what was signed, not the signature
    changed[last - 20] = (changed[last - 20] ?? 0) ^ 1;

    await client.goto(`/deals/sign/${id}`);
    await client.getByText(t('signing.elsewhere')).click();
    const bring = async (name: string, buffer: Buffer) => {
      await client.getByLabel(t('signing.bring')).setInputFiles({ name, mimeType: 'application/pdf', buffer });
      await expect(client.getByLabel(t('signing.bring'))).toBeEnabled();
    };

    await test.step('a file that is none of ours is refused', async () => {
      await bring('other.pdf', Buffer.from('%PDF-1.7\nsomething else\n%%EOF\n'));
      await expect(client.getByRole('alert').filter({ visible: true })).toBeVisible();
      await expect(client.getByText(t('signing.unsound'))).toHaveCount(0);
      await client.getByLabel(t('signing.bring')).scrollIntoViewIfNeeded();
      await look(client, language, 'brought-refused');
    });

    await test.step('without a signature, and with one byte changed, it says so; a signed one is sound', async () => {
      await bring('contract.pdf', unsigned);
      await expect(client.getByText(t('signing.finding.no_signature'))).toBeVisible();
      await bring('contract.pdf', changed);
      await expect(client.getByText(t('signing.unsound'))).toHaveCount(2);
      await bring('contract.pdf', whole);
      await expect(client.getByText(t('signing.sound'), { exact: true })).toBeVisible();
      await client.getByText(t('signing.sound'), { exact: true }).scrollIntoViewIfNeeded();
      await look(client, language, 'brought');
    });

    await test.step('the other side sees them too, and has the very bytes', async () => {
      await specialist.goto(`/deals/sign/${id}`);
      await specialist.getByText(t('signing.elsewhere')).click();
      await expect(specialist.getByText(t('signing.sound'), { exact: true })).toBeVisible();
      const hashes = await Promise.all(
        (await specialist.locator('a[href*="/brought/"]').all()).map(async (link) => {
          const body = await (await specialist.request.get((await link.getAttribute('href')) ?? '')).body();
          return createHash('sha256').update(body).digest('hex');
        }),
      );
      expect(new Set(hashes)).toEqual(new Set([unsigned, changed, whole].map((file) => createHash('sha256').update(file).digest('hex'))));
    });
  });

  test('a payment that the bank could not deliver is sent again', async ({ browser, watch }) => {
    const { t, surety, people } = world;
    const words = said[language];
    const helper = one(people, language, has('specialist'));
    const client = await enter(browser, surety, watch, language, one(people, language, isClient));
    const specialist = await enter(browser, surety, watch, language, helper);
    const banker = await enter(browser, surety, watch, language, one(people, language, has('bank')));
    const [buys, works] = [client, specialist].map((page) => new Asks(page.request, surety)) as [Asks, Asks];
    const id = await signed(buys, works, helper.id, language, words.subject, [{ title: words.title, amountMinor: 30_000 }]);
    await funded(buys, banker, surety, id);
    const milestone = `milestones/${(await works.get<Seen>(`/deals/${id}`)).progress[0]?.id}`;
    await works.act(id, `${milestone}/start`);
    await works.act(id, `${milestone}/submit`, { text: words.done, works: [] });
    await buys.act(id, `${milestone}/approve`);
    const [first] = await orders(banker, surety);
    if (!first) throw new Error('nothing was ordered');
    await reports(banker, surety, { minor: -first.minor, endToEnd: first.endToEnd });
    await specialist.goto(`/deals/${id}`);
    const payouts = specialist.locator('.payouts');
    await expect(payouts.getByText(t('deal.payout.paid'), { exact: true })).toBeVisible();
    await expect(specialist.getByRole('heading', { name: t('deal.next.over') })).toBeVisible();

    await reports(banker, surety, { minor: first.minor, endToEnd: first.endToEnd });
    await expect(payouts.getByText(t('deal.payout.returnedText'))).toBeVisible(); // told by the stream
    await expect(specialist.getByRole('heading', { name: t('deal.next.returned') })).toBeVisible();
    await look(specialist, language, 'payout-returned');
    await client.goto(`/deals/${id}`);
    await expect(client.locator('.payouts').getByText(t('deal.payout.returned'), { exact: true })).toBeVisible();
    await expect(client.getByRole('button', { name: t('deal.payout.repeat') })).toHaveCount(0);

    await specialist.getByRole('button', { name: t('deal.payout.repeat') }).click();
    await expect(payouts.getByText(t('deal.payout.repeated'), { exact: true })).toBeVisible();
    await expect(specialist.getByRole('button', { name: t('deal.payout.repeat') })).toHaveCount(0);
    const [again, ...more] = await orders(banker, surety);
    expect([again?.minor, more.length]).toEqual([first.minor, 0]);
    expect(again?.endToEnd).not.toBe(first.endToEnd);
    await reports(banker, surety, { minor: 100 }); // else this day would end as its first statement did, which is taken for that one
    await reports(banker, surety, { minor: -(again?.minor ?? 0), endToEnd: again?.endToEnd });
    await expect(payouts.getByText(t('deal.payout.paid'), { exact: true })).toBeVisible();
    await expect(specialist.getByRole('heading', { name: t('deal.next.over') })).toBeVisible();
    await look(specialist, language, 'payout-repeated');
  });

  test('a firm calls one of its specialists to a request', async ({ browser, watch }) => {
    const { t } = world;
    const words = said[language];
    const surety = await Surety.start('demo', '--mode', 'firm');
    try {
      const people = await personas(surety);
      const helper = one(people, language, has('specialist'));
      const client = await enter(browser, surety, watch, language, one(people, language, isClient));
      const ticket = await asked(new Asks(client.request, surety), words.subject);
      const lead = await enter(browser, surety, watch, language, one(people, language, isLead));
      await lead.setViewportSize({ width: 1440, height: 900 }); // the details stand beside the conversation
      await lead.goto(`/desk/${ticket}`);
      await lead.getByRole('button', { name: t('deal.inviteSomeone') }).click();
      const dialog = lead.getByRole('dialog', { name: t('deal.inviteSomeone') });
      await expect(dialog.getByText(helper.name)).toBeVisible();
      await look(lead, language, 'firm-invite');
      await dialog.getByRole('listitem').filter({ hasText: helper.name }).getByRole('button', { name: t('deal.invite'), exact: true }).click();
      await expect(dialog).toHaveCount(0);
      await expect(lead.getByText(t('deal.invited', { name: helper.name }))).toBeVisible();
      const specialist = await enter(browser, surety, watch, language, helper);
      await specialist.setViewportSize({ width: 1440, height: 900 });
      await specialist.goto(`/desk/${ticket}`);
      await expect(specialist.getByRole('link', { name: t('deal.begin') })).toBeVisible();
      await watch.end();
    } finally {
      await surety.remove();
    }
  });
});
