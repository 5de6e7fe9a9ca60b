import { refuse } from '$lib/account/enter';
import { api, ask } from '$lib/api';

export const load = async ({ parent, params: { id } }) => {
  await parent();
  return { id, letter: await ask(api.GET('/demo/mail/{id}', { params: { path: { id } } })).catch(refuse) };
};
