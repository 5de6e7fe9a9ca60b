import { enter } from '$lib/account/enter';

export const load = async ({ parent, url }) => {
  await parent();
  enter(url, 'desk');
};
