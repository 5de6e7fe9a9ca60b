import { refuse } from '$lib/account/enter';
import { api, ask } from '$lib/api';

export const load = async ({ parent }) => {
  await parent();
  const { items } = await ask(api.GET('/demo/mail', { params: { query: { limit: 100 } } })).catch(refuse);
  return { letters: items };
};
