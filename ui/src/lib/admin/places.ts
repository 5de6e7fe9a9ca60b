import type { IconName } from '$lib/ui/icons';

/** The parts of administration, in the order of how often they are needed. */
export const places = [
  { name: 'overview', href: '/admin', icon: 'gear' },
  { name: 'accounts', href: '/admin/accounts', icon: 'people' },
  { name: 'organisations', href: '/admin/organisations', icon: 'building' },
  { name: 'departments', href: '/admin/departments', icon: 'inbox' },
  { name: 'settings', href: '/admin/settings', icon: 'edit' },
  { name: 'keys', href: '/admin/keys', icon: 'key' },
  { name: 'mail', href: '/admin/mail', icon: 'mail' },
] as const satisfies { name: string; href: string; icon: IconName }[];
