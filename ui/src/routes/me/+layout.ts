import { enter } from '$lib/account/enter';
import { session } from '$lib/account/session.svelte';
import { need } from '$lib/i18n';

/** My account looks as the rest of what one sees: clients have it in the portal, those who work here in their own frame. */
export const load = async ({ parent, url }) => {
  await parent();
  enter(url);
  const works = session.has('desk') || session.has('admin') || session.has('record');
  await need('account', 'me', ...(works ? (['staff', 'ticket'] as const) : (['portal', 'ticket'] as const)));
  const { default: Shell } = works ? await import('$lib/shell/StaffShell.svelte') : await import('$lib/shell/PortalShell.svelte');
  return { Shell, works };
};
