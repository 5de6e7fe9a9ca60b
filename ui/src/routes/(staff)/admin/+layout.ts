import { need } from '$lib/i18n';

export const load = async ({ parent }) => {
  await parent();
  await need('admin', 'account');
};
