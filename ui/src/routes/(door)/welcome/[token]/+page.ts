import { refuse } from '$lib/account/enter';
import { api, ask } from '$lib/api';

export const load = async ({ parent, params: { token } }) => {
  await parent();
  const invitation = await ask(api.GET('/invitations/{token}', { params: { path: { token } } })).catch(refuse);
  return { token, invitation };
};
