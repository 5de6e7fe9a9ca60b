/** A complaint: the case stands still at once, somebody without an interest looks into it, the accused is heard, and the case goes on. */
import { invite } from '../harness/deal';
import { expect, inBoth, test } from '../harness/journey';
import { look } from '../harness/look';
import { enter, has, headers, isClient, one } from '../harness/people';

const said = {
  en: { subject: 'Tidy our customer list', text: 'The list of our customers is attached.', allegation: 'A competitor wrote to three of our customers yesterday.', answer: 'I opened the list once, to see its columns.', report: 'The record shows one opening, for the work. Nothing was taken out.', title: '', amount: '' },
  fa: { subject: 'مرتب کردن فهرست مشتریان', text: 'فهرست مشتریان ما پیوست است.', allegation: 'دیروز رقیبی به سه مشتری ما نامه نوشته است.', answer: 'فهرست را یک بار برای دیدن ستون‌هایش باز کردم.', report: 'سابقه یک بار باز شدن را برای کار نشان می‌دهد. چیزی بیرون برده نشده است.', title: '', amount: '' },
};

inBoth((language, world) => {
  test('a complaint that turns out unfounded', async ({ browser, watch }) => {
    test.setTimeout(240_000);
    const words = said[language];
    const { t, surety, people } = world;
    const helper = one(people, language, (who) => who.roles.includes('specialist') && who.departments.length === 0);
    const client = await enter(browser, surety, watch, language, one(people, language, isClient));
    const specialist = await enter(browser, surety, watch, language, helper);
    const officer = await enter(browser, surety, watch, language, one(people, language, has('security')));
    const ticket = await invite(client, surety, helper, { ...words, done: '' });
    let at = '';
    let file = '';

    await test.step('a file that the specialist may fetch', async () => {
      const name = Buffer.from('list.txt').toString('base64url');
      const talk = await client.request.post(`/api/v1/tickets/${ticket}/messages`, { headers: headers(surety.url), data: { text: words.text, kind: 'message', seen: 1, files: 1, anyway: true } });
      const { seq } = (await talk.json()) as { seq: number };
      const sent = await client.request.post(`/api/v1/tickets/${ticket}/files?message=${seq}&size=5`, { headers: { ...headers(surety.url), 'Upload-Name': name, 'Content-Type': 'application/octet-stream' }, data: Buffer.from('names') });
      file = `/api/v1/tickets/${ticket}/files/${((await sent.json()) as { id: string }).id}`;
      expect((await specialist.request.get(file)).ok()).toBe(true);
    });

    await test.step('the client files a complaint from the request', async () => {
      await client.goto(`/portal/${ticket}`);
      await client.getByRole('link', { name: t('complaint.file') }).click();
      await client.getByText(t('complaint.kind.disclosed')).click();
      await client.getByLabel(t('complaint.whom')).selectOption({ label: helper.name });
      await client.getByRole('textbox', { name: t('complaint.words') }).fill(words.allegation);
      await look(client, language, 'complaint-file');
      await client.getByTestId('file-complaint').click();
      await client.waitForURL(/\/complaints\/[0-9a-z]{26}$/);
      at = new URL(client.url()).pathname;
      await expect(client.getByText(t('complaint.state.triage')).first()).toBeVisible();
      await look(client, language, 'complaint-filed');
    });

    await test.step('at once the specialist cannot fetch the file any more, and is told why', async () => {
      const refused = await specialist.request.get(file);
      expect([refused.status(), ((await refused.json()) as { code: string }).code]).toEqual([409, 'case_suspended']);
      expect((await client.request.get(file)).ok()).toBe(true);
      expect((await specialist.request.get(`/api/v1${at}`)).status()).toBe(404);
    });

    await test.step('an officer takes it, and has the specialist asked', async () => {
      await officer.goto('/complaints/desk');
      await look(officer, language, 'complaint-desk');
      await officer.getByTestId(`take-${at.split('/').at(-1)}`).click();
      await officer.getByRole('dialog').getByRole('button', { name: t('complaint.take') }).click();
      await officer.waitForURL(`**${at}`);
      await expect(officer.getByText(words.allegation)).toBeVisible();
      await officer.getByText(t('complaint.personal'), { exact: true }).click();
      await officer.getByText('Regulation (EU) 2016/679, Article 33(1)').click();
      await look(officer, language, 'complaint-sift');
      await officer.getByTestId('sift').click();
      await expect(officer.getByText(t('complaint.state.investigating')).first()).toBeVisible();
    });

    await test.step('the specialist answers', async () => {
      await specialist.goto(at);
      await specialist.getByRole('textbox', { name: t('complaint.word.answer') }).fill(words.answer);
      await look(specialist, language, 'complaint-accused');
      await specialist.getByTestId('answer-complaint').click();
      await expect(specialist.locator('.words').getByText(words.answer)).toBeVisible();
    });

    await test.step('the officer reads who opened what, and decides', async () => {
      await expect(officer.locator('.words').getByText(words.answer)).toBeVisible(); // told by the stream
      await expect(officer.getByRole('heading', { name: t('complaint.trace') })).toBeVisible();
      await officer.getByRole('radio', { name: t('complaint.state.unfounded') }).check();
      await officer.getByRole('textbox', { name: t('complaint.report') }).fill(words.report);
      await officer.getByTestId('decide-complaint').click();
      await expect(officer.getByText(t('complaint.now.unfounded')).first()).toBeVisible();
      await look(officer, language, 'complaint-decided');
    });

    await test.step('both read the report, and the case goes on', async () => {
      await expect(client.getByText(words.report)).toBeVisible(); // told by the stream
      await specialist.reload();
      await expect(specialist.getByText(words.report)).toBeVisible();
      expect((await specialist.request.get(file)).ok()).toBe(true);
      await client.goto(`/portal/${ticket}`);
      await expect(client.getByText(t('ticket.event.complaint_decided'))).toBeVisible();
    });
  });
});
