import { enter } from '$lib/account/enter';
import { session } from '$lib/account/session.svelte';
import type { Area } from '$lib/api';
import { need } from '$lib/i18n';
import { lazy } from '$lib/route';

type Texts = Parameters<typeof need>;

/** What both sides see, each in the frame it works in, with the texts it needs. */
export function framed(...texts: Texts) {
  return framedIf(() => (['desk', 'admin', 'record', 'bank', 'arbiter'] satisfies Area[]).some((area) => session.has(area)), texts);
}

/** What only who works here sees. */
export const forStaff = (...texts: Texts) => framedIf(() => true, texts);

function framedIf(staff: () => boolean, texts: Texts) {
  const frame = async () => {
    const works = staff();
    await need(...texts, 'problem', works ? 'staff' : 'portal');
    const { default: Shell } = works ? await import('$lib/shell/StaffShell.svelte') : await import('$lib/shell/PortalShell.svelte');
    return { Shell, works };
  };
  return [{ load: enter() }, lazy(() => import('./Framed.svelte'), frame)];
}
