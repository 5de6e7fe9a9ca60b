import { refuse } from '$lib/account/enter';
import { api, ask } from '$lib/api';

export const load = async ({ parent, params: { token } }) => {
  await parent();
  const reset = await ask(api.GET('/password-reset/{token}', { params: { path: { token } } })).catch(refuse);
  return { token, reset };
};
