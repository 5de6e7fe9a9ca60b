import { api, ask, type CardPayment } from '$lib/api';
import { t } from '$lib/i18n';

const at = (id: string, milestone: string) => ({ params: { path: { id, milestone } } });

export const payByCard = (deal: string, milestone: string) => ask(api.POST('/deals/{id}/milestones/{milestone}/card', { ...at(deal, milestone), body: {} }));
export const cardPayment = (deal: string, milestone: string) => ask(api.GET('/deals/{id}/milestones/{milestone}/card', at(deal, milestone)));
export const cameBack = (deal: string, milestone: string) => ask(api.PUT('/deals/{id}/milestones/{milestone}/card/returned', { ...at(deal, milestone), body: {} }));
export const cardAccount = () => ask(api.GET('/me/destination/card'));
export const enrol = (country: string) => ask(api.PUT('/me/destination/card', { body: country ? { country } : {} }));

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Asks until the answer is another than `waits`, at most so often; gives the last answer. */
export async function until<T>(first: T, waits: (now: T) => boolean, again: () => Promise<T>, times = 30, milliseconds = 700): Promise<T> {
  let now = first;
  for (let i = 0; i < times && waits(now); i++) {
    await pause(milliseconds);
    now = await again();
  }
  return now;
}

/** What is to be said of a payment; nothing of one that is held, because the milestone says so itself. */
export const cardWords = ({ state }: CardPayment, returned: boolean): string | undefined => {
  if (state === 'open') return returned ? t('deal.card.confirming') : undefined;
  if (state === 'back' || state === 'expired' || state === 'failed' || state === 'odd') return t(`deal.card.${state}`);
  return undefined;
};
