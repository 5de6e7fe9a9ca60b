/**
 * A decoy: an officer lays it, whoever opens it is not told, officers are at once, and one press makes a complaint of it.
 */
import { Asks } from '../harness/agreed';
import { expect, inBoth, test } from '../harness/journey';
import { look } from '../harness/look';
import { enter, has, isAgent, one } from '../harness/people';

const said = {
  en: { subject: 'Copy of the payroll for March', why: 'The auditors asked for all payroll cases.' },
  fa: { subject: 'رونوشت حقوق ماه فروردین', why: 'حسابرسان همهٔ درخواست‌های حقوق را خواسته بودند.' },
};

inBoth((language, world) => {
  test('a decoy that somebody opens', async ({ browser, watch }) => {
    const words = said[language];
    const { t, surety, people } = world;
    const curious = one(people, language, (who) => isAgent(who) && !who.roles.includes('security'));
    const officer = await enter(browser, surety, watch, language, one(people, language, (who) => has('security')(who) && who.departments.length === 0));
    const agent = await enter(browser, surety, watch, language, curious);
    const [asOfficer, asAgent] = [new Asks(officer.request, surety), new Asks(agent.request, surety)];
    let ticket = '';

    await test.step('an officer lays one, in words of their own', async () => {
      await officer.goto('/complaints/decoys/new');
      await expect(officer.getByLabel(t('complaint.honey.text'))).not.toHaveValue('');
      await officer.getByLabel(t('complaint.honey.department'), { exact: true }).selectOption(curious.departments[0] ?? '');
      await officer.getByTestId('decoy-class').selectOption('confidential');
      await officer.getByLabel(t('complaint.honey.subject')).fill(words.subject);
      await officer.getByLabel(t('complaint.honey.email')).fill(`payroll-${language}@decoys.example`);
      await look(officer, language, 'decoy-new');
      await officer.getByTestId('make-decoy').click();
      await officer.waitForURL('**/complaints/decoys');
      await expect(officer.getByText(words.subject)).toBeVisible();
      await look(officer, language, 'decoys');
    });

    await test.step('an agent sees it in the list, which raises nothing, and opens it', async () => {
      const { items } = await asAgent.get<{ items: { id: string; subject: string }[] }>('/tickets?view=closed&limit=100');
      ticket = items.find(({ subject }) => subject === words.subject)?.id ?? '';
      await officer.goto('/complaints/alerts');
      await expect(officer.getByRole('heading', { name: t('complaint.honey.alerts') })).toBeVisible();
      expect((await asOfficer.get<{ items: { subject: string }[] }>('/alerts')).items.filter(({ subject }) => subject === words.subject)).toEqual([]);
      await agent.goto(`/tickets/${ticket}`);
      await expect(agent.getByText(words.subject).first()).toBeVisible();
    });

    await test.step('officers hear of it at once, and see how it was opened', async () => {
      await officer.getByRole('link', { name: words.subject }).click(); // told by the stream
      await expect(officer.getByRole('heading', { name: t('complaint.honey.how') })).toBeVisible();
      await look(officer, language, 'alert');
      await expect(agent.getByText(t('complaint.honey.decoy'))).toHaveCount(0);
    });

    await test.step('one press makes a complaint of it, which names them', async () => {
      await officer.getByTestId('accuse').click();
      await officer.waitForURL(/\/complaints\/[0-9a-z]{26}$/);
      await expect(officer.getByText(curious.name).first()).toBeVisible();
      await officer.goto('/complaints/alerts');
      await expect(officer.getByText(t('complaint.honey.state.complaint'))).toBeVisible();
      await look(officer, language, 'alerts');
    });

    await test.step('the next look is another alert, which is explained; then it is watched no more', async () => {
      await asAgent.get(`/tickets/${ticket}`);
      await officer.getByRole('link', { name: words.subject }).filter({ hasText: t('complaint.honey.state.open') }).click();
      await officer.getByLabel(t('complaint.honey.explainText')).fill(words.why);
      await officer.getByTestId('explain').click();
      await expect(officer.getByText(words.why)).toBeVisible();
      await officer.goto('/complaints/decoys');
      await officer.getByRole('button', { name: t('complaint.honey.retire') }).first().click();
      await officer.getByRole('dialog').getByRole('button', { name: t('complaint.honey.retire') }).click();
      await expect(officer.getByText(t('complaint.honey.retired'))).toBeVisible();
    });
  });
});
