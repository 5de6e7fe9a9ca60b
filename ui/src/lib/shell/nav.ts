import type { Area } from '$lib/api';
import type { IconName } from '$lib/ui/icons';

/** The places of the staff side; each is there for those who have the area. */
export const areaLinks: { area: Exclude<Area, 'portal' | 'arbiter'>; href: string; icon: IconName }[] = [
  { area: 'desk', href: '/desk', icon: 'inbox' },
  { area: 'bank', href: '/bank', icon: 'bank' },
  { area: 'record', href: '/record', icon: 'record' },
  { area: 'admin', href: '/admin', icon: 'gear' },
];
