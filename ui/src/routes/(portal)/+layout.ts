import { enter } from '$lib/account/enter';
import { need } from '$lib/i18n';

export const load = async ({ parent, url }) => {
  await parent();
  enter(url, 'portal');
  await need('portal');
};
