/** A milestone is paid by card: on the provider's own page and back, held, and seen at the bank desk; a specialist enrols. */
import { due } from '../harness/bank';
import { both, expect, test } from '../harness/journey';
import { look } from '../harness/look';
import { enter, has, personas } from '../harness/people';
import { Stripe } from '../harness/stripe';
import { words } from '../harness/words';

for (const language of both) {
  test.describe(language, () => {
    test('a client pays by card and comes back', async ({ browser, watch }) => {
      test.setTimeout(300_000);
      const stripe = await Stripe.start();
      try {
        const { surety } = stripe;
        const [t, people] = [await words(language), await personas(surety)];
        const owed = await due(surety, people);
        const client = await enter(browser, surety, watch, language, people.find(({ id }) => id === owed.client.id));

        await client.goto(`/deals/${owed.deal}`);
        const pay = client.getByRole('button', { name: t('deal.card.pay') });
        await expect(pay).toBeVisible();
        await look(client, language, 'card-offered');
        await pay.click();
        await client.waitForURL((url) => url.href.startsWith(`${stripe.address}/pay/`));
        await expect(client.locator('#what')).toHaveText(/^RF/); // a reference, and no word of the case
        await client.getByRole('link', { name: 'Back' }).click(); // leaving costs nothing: the same page opens again
        await expect(pay).toBeVisible();
        await pay.click();
        await client.getByRole('button', { name: 'Pay' }).click();
        await client.waitForURL((url) => url.origin === surety.url);
        await expect(client.getByRole('heading', { name: t('deal.next.wait.begin') })).toBeVisible({ timeout: 30_000 });
        await expect(pay).toHaveCount(0);
        await look(client, language, 'card-held');

        const banker = await enter(browser, surety, watch, language, people.find(has('bank')));
        await banker.goto('/bank/payouts');
        await expect(banker.getByText(t('bank.card.paid'), { exact: true })).toBeVisible();
        await look(banker, language, 'card-desk');

        const specialist = await enter(browser, surety, watch, language, people.find(has('specialist')));
        await specialist.goto('/paid');
        await specialist.getByRole('textbox', { name: t('deal.card.country') }).fill('de');
        await look(specialist, language, 'card-account');
        await specialist.getByRole('button', { name: t('deal.card.begin') }).click();
        await specialist.getByRole('button', { name: 'It is me' }).click();
        await specialist.waitForURL((url) => url.origin === surety.url);
        await expect
          .poll(async () => ((await (await specialist.request.get('/api/v1/me/destination/card')).json()) as { state: string }).state)
          .toBe('ready');
        await specialist.reload();
        await expect(specialist.getByText(t('deal.paid.waits')).first()).toBeVisible();
        await watch.end();
      } finally {
        await stripe.remove();
      }
    });
  });
}
