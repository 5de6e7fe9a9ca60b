import { need } from '$lib/i18n';

export const load = async ({ parent, params: { id }, url }) => {
  await parent();
  await need('ticket', ...(url.searchParams.has('sent') ? (['asking'] as const) : []));
  return { id };
};
