import { refuse } from '$lib/account/enter';
import { api, ask } from '$lib/api';

export const load = async ({ parent, params: { token } }) => {
  await parent();
  const setup = await ask(api.GET('/setup/{token}', { params: { path: { token } } })).catch(refuse);
  return { token, setup };
};
