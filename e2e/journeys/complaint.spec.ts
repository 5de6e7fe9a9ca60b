/**
 * A complaint: the case stands still at once, with its remote session and the clock of its money; somebody without an interest looks into
 * it, the accused is heard, the case goes on, and the answer is a pack that the program verifies without the server.
 */
import { spawnSync } from 'node:child_process';
import { Asks, funded, signed, type Seen } from '../harness/agreed';
import { Assist } from '../harness/assist';
import { expect, inBoth, test } from '../harness/journey';
import { look } from '../harness/look';
import { enter, has, headers, isClient, one } from '../harness/people';
import { binary } from '../harness/surety';

interface Clock { of: string; due?: string; remainingSeconds: number; standing: string[] }

/** What the program says of a pack, on a machine that knows nothing of the server but the record's key. */
function verify(file: string, key: string) {
  const { status, stdout } = spawnSync(binary, ['evidence', 'verify', file, '--key', key, '--json'], { env: {}, encoding: 'utf8' });
  return { status, report: JSON.parse(stdout || '{}') as { outcome: string; openings: number; bad: string[] } };
}

/** A plain text with a card's number in it. */
const list = Buffer.from('names: 4111 1111 1111 1111');

const said = {
  en: { subject: 'Tidy our customer list', text: 'The list of our customers is attached.', allegation: 'A competitor wrote to three of our customers yesterday.', answer: 'I opened the list once, to see its columns.', report: 'The record shows one opening, for the work. Nothing was taken out.', milestone: 'A tidy list', reason: 'I look at the list where it lies.', destroyed: 'The copy on my notebook and its backup, both overwritten.' },
  fa: { subject: 'مرتب کردن فهرست مشتریان', text: 'فهرست مشتریان ما پیوست است.', allegation: 'دیروز رقیبی به سه مشتری ما نامه نوشته است.', answer: 'فهرست را یک بار برای دیدن ستون‌هایش باز کردم.', report: 'سابقه یک بار باز شدن را برای کار نشان می‌دهد. چیزی بیرون برده نشده است.', milestone: 'فهرست مرتب', reason: 'فهرست را همان‌جا که هست می‌بینم.', destroyed: 'رونوشت روی رایانهٔ همراهم و نسخهٔ پشتیبان آن؛ هر دو بازنویسی شد.' },
};

inBoth((language, world) => {
  test('a complaint that turns out unfounded', async ({ browser, watch }, info) => {
    test.setTimeout(300_000);
    const words = said[language];
    const { t, surety, people } = world;
    const helper = one(people, language, (who) => who.roles.includes('specialist') && who.departments.length === 0);
    const client = await enter(browser, surety, watch, language, one(people, language, isClient));
    const specialist = await enter(browser, surety, watch, language, helper);
    const officer = await enter(browser, surety, watch, language, one(people, language, has('security')));
    const [asClient, asSpecialist] = [new Asks(client.request, surety), new Asks(specialist.request, surety)];
    const machine = new Assist({ 'list.txt': 'names' });
    let [ticket, deal, session] = ['', '', ''];
    const clocks = async () => (await asClient.get<{ clocks: Clock[] }>(`/deals/${deal}`)).clocks;

    await test.step('a deal under way, whose clock runs, and a remote session that the client is in', async () => {
      deal = await signed(asClient, asSpecialist, helper.id, language, words.subject, [{ title: words.milestone, amountMinor: 10_000 }]);
      await funded(asClient, await enter(browser, surety, watch, language, one(people, language, has('bank'))), surety, deal);
      const seen = await asClient.get<Seen & { ticket: string }>(`/deals/${deal}`);
      ticket = seen.ticket;
      await asSpecialist.act(deal, `milestones/${seen.progress[0]?.id}/start`);
      expect((await clocks()).some(({ standing }) => standing.length === 0)).toBe(true);
      session = (await asSpecialist.send<{ id: string }>('POST', `/tickets/${ticket}/remote-sessions`, { powers: ['terminal.view'], reason: words.reason, minutes: 30 })).id;
      await client.evaluate((id) => sessionStorage.setItem(`remote-warned-${id}`, '1'), session); // the wait before it is another journey's
      await client.goto(`/remote/${session}`);
      await client.getByTestId('make-code').click();
      machine.start((await client.getByTestId('dial').textContent()) ?? '');
      await machine.agree(1);
      await expect(client.getByTestId('end-session')).toBeVisible();
      await specialist.goto(`/remote/work/${session}`);
      await expect(specialist.locator('.xterm-rows')).toBeVisible({ timeout: 60_000 }); // they are in
    });
    let at = '';
    let file = '';
    let left: Clock[] = [];

    await test.step('a file that the specialist may fetch', async () => {
      const name = Buffer.from('list.txt').toString('base64url');
      const talk = await client.request.post(`/api/v1/tickets/${ticket}/messages`, { headers: headers(surety.url), data: { text: words.text, kind: 'message', seen: 1, files: 1, anyway: true } });
      const { seq } = (await talk.json()) as { seq: number };
      const sent = await client.request.post(`/api/v1/tickets/${ticket}/files?message=${seq}&size=${list.length}`, { headers: { ...headers(surety.url), 'Upload-Name': name, 'Content-Type': 'application/octet-stream' }, data: list });
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

    await test.step('the session is cut on both ends, and the clock stands', async () => {
      expect(await machine.left()).toBe(0); // it is told within 30 s
      await expect(specialist.getByText(t('remote.turn.specialist.over'))).toBeVisible();
      left = await clocks();
      expect(left.length).toBeGreaterThan(0);
      for (const { standing, due } of left) expect([standing.length, due]).toEqual([1, undefined]);
    });

    await test.step('an officer takes it, and has the specialist asked', async () => {
      await officer.goto('/');
      await officer.waitForURL('**/complaints/desk'); // where an officer begins
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

    await test.step('the officer reads what it is about, for a reason, which both sides see; an officer who is not named cannot', async () => {
      await officer.getByLabel(t('complaint.materialWhy')).selectOption('extent');
      await officer.getByTestId('open-material').click();
      await expect(officer.getByTestId('material').getByText(words.text)).toBeVisible();
      await expect(officer.getByText(t('record.action.complaint.material.messages')).first()).toBeVisible(); // the timeline beside it
      await expect(officer.locator('li').filter({ hasText: t('record.action.complaint.material.messages') }).first()).toContainText(t('record.reason.extent'));
      await look(officer, language, 'complaint-material');
      const { items } = await asClient.get<{ items: { action: string; params: { reason?: string } }[] }>(`/tickets/${ticket}/record`);
      expect(items.find(({ action }) => action === 'complaint.material')?.params.reason).toBe('extent');
      expect((await specialist.request.get(`/api/v1${at}/material?reason=extent`)).status()).toBe(403);
    });

    await test.step('they see what a file is that is not given out, and the recording of the session, to look at alone', async () => {
      await officer.getByTestId('look-into').click();
      await expect(officer.getByTestId('inside').locator('pre')).toContainText('names:');
      await expect(officer.getByTestId('inside').locator('pre')).not.toContainText('4111 1111 1111 1111');
      await look(officer, language, 'complaint-inside');
      await officer.getByTestId('recordings').getByRole('link', { name: t('complaint.recordingOpen') }).click();
      await expect(officer.getByText(t('replay.inquiry'))).toBeVisible();
      await expect(officer.getByRole('tab', { name: t('replay.tab.about') })).toBeVisible(); // its course has come
      await expect(officer.locator('a[download]')).toHaveCount(0);
      await look(officer, language, 'complaint-recording');
      expect((await officer.request.get(`/api/v1/remote-sessions/${session}/recording/cast`)).status()).toBe(404);
      const { items } = await asClient.get<{ items: { action: string; params: { what?: string; session?: string; how?: string } }[] }>(`/tickets/${ticket}/record`);
      expect(items.filter(({ action, params }) => action === 'complaint.material' && params.session === session).map(({ params }) => params.how)).toContain('course');
      await officer.getByRole('link', { name: t('replay.toComplaint') }).click();
      await expect(officer.getByText(t('record.action.complaint.material.recording')).first()).toBeVisible();
    });

    await test.step('the officer reads who opened what, and decides', async () => {
      await expect(officer.locator('.words').getByText(words.answer)).toBeVisible(); // told by the stream
      await expect(officer.getByRole('heading', { name: t('complaint.trace') })).toBeVisible();
      await officer.getByRole('radio', { name: t('complaint.state.unfounded') }).check();
      await officer.getByRole('textbox', { name: t('complaint.report') }).fill(words.report);
      await officer.getByTestId('decide-complaint').click();
      await expect(officer.getByTestId('decide-complaint')).toHaveCount(0); // the form says the same words
      await expect(officer.getByText(t('complaint.now.unfounded'))).toBeVisible();
      expect((await officer.request.get(`/api/v1${at}/recordings/${session}?reason=extent`)).status()).toBe(409);
      await look(officer, language, 'complaint-decided');
    });

    await test.step('both read the report, and the case goes on', async () => {
      await expect(client.getByText(words.report)).toBeVisible(); // told by the stream
      const now = await clocks();
      expect(now.map(({ of, standing }) => [of, standing.length])).toEqual(left.map(({ of }) => [of, 0]));
      for (const [i, { remainingSeconds }] of now.entries()) expect(Math.abs(remainingSeconds - (left[i]?.remainingSeconds ?? 0))).toBeLessThan(60); // with what was left
      await specialist.reload();
      await expect(specialist.getByText(words.report)).toBeVisible();
      expect((await specialist.request.get(file)).ok()).toBe(true);
    });

    await test.step('each takes out the pack that answers them, and it verifies without the server', async () => {
      const { key } = await asClient.get<{ key: string }>('/assist/key');
      const take = async (page: typeof client, name: string) => {
        const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('complaint-pack').click()]);
        const path = info.outputPath(`${name}.zip`);
        await download.saveAs(path);
        return verify(path, key);
      };
      const theirs = await take(client, 'client');
      expect([theirs.status, theirs.report.bad, theirs.report.outcome]).toEqual([0, [], 'unfounded']);
      expect(theirs.report.openings).toBeGreaterThan(2);
      const accused = await take(specialist, 'accused');
      expect([accused.status, accused.report.bad]).toEqual([0, []]);
      expect(accused.report.openings).toBeLessThan(theirs.report.openings);
      await look(client, language, 'complaint-pack');
      await client.goto(`/portal/${ticket}`);
      await expect(client.getByText(t('ticket.event.complaint_decided'))).toBeVisible();
    });

    await test.step('another one is confirmed: the money goes before arbiters, and the specialist signs that copies are destroyed', async () => {
      const asOfficer = new Asks(officer.request, surety);
      const { id } = await asClient.send<{ id: string }>('POST', `/tickets/${ticket}/complaints`, { kind: 'kept', accused: helper.id, text: words.allegation });
      await asOfficer.send('POST', `/complaints/${id}/take`, {});
      await asOfficer.send('POST', `/complaints/${id}/sift`, { accused: helper.id, personal: false, laws: [] });
      await asSpecialist.send('POST', `/complaints/${id}/answer`, { text: words.answer });
      await asOfficer.send('POST', `/complaints/${id}/decide`, { outcome: 'confirmed', text: words.report, remedies: ['attest_destruction', 'train'] });
      await specialist.goto(`/complaints/${id}`);
      await specialist.getByRole('textbox', { name: t('complaint.attestText') }).fill(words.destroyed);
      await specialist.getByTestId('attest-sure').check();
      await look(specialist, language, 'complaint-attest');
      await specialist.getByTestId('attest').click();
      await client.goto(`/complaints/${id}`);
      await expect(client.getByText(words.destroyed)).toBeVisible();
      await look(client, language, 'complaint-confirmed');
      const { items } = await asClient.get<{ items: { deal: string; way: string; state: string }[] }>('/disputes');
      expect(items.filter((one) => one.deal === deal).map(({ way, state }) => [way, state])).toEqual([['complaint', 'seeking']]);
    });
    machine.remove();
  });
});
