import { refuse } from '$lib/account/enter';
import { api, ask } from '$lib/api';

export const load = async ({ parent }) => {
  await parent();
  return { personas: await ask(api.GET('/demo/personas')).catch(refuse) };
};
