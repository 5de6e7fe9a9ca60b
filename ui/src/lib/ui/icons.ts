/** Our icons: 24 × 24, drawn with a 1.5 px stroke. Each is the `d` of one path. These are there from the first paint; the others in `more-icons.ts` come when one is asked for. */
import type { moreIcons } from './more-icons';

export const icons = {
  check: 'M5 12.5l4.5 4.5L19 7.5',
  down: 'M6.5 9.5L12 15l5.5-5.5',
  next: 'M9.5 6.5L15 12l-5.5 5.5',
  sealed: 'M12 3l7.5 2.75v5.5c0 4.65-3.1 8-7.5 9.75c-4.4-1.75-7.5-5.1-7.5-9.75v-5.5zM8.75 11.75l2.25 2.25l4.25-4.5',
  passkey: 'M10 4a3.5 3.5 0 1 0 0 7a3.5 3.5 0 0 0 0-7M3.5 19.5c.3-3.3 2.9-5.5 6.5-5.5c.9 0 1.7.1 2.4.4M17.5 11.5a2.5 2.5 0 0 0-1 4.8v4.2l1 .7l1.25-1.2l-.8-1l.9-1l-.6-1.6a2.5 2.5 0 0 0-.75-4.9',
  eye: 'M2.5 12c2.2-4 5.5-6 9.5-6s7.3 2 9.5 6c-2.2 4-5.5 6-9.5 6s-7.3-2-9.5-6M12 9.25a2.75 2.75 0 1 0 0 5.5a2.75 2.75 0 0 0 0-5.5',
  globe: 'M12 4a8 8 0 1 0 0 16a8 8 0 0 0 0-16M4 12h16M12 4c2.3 2.2 3.4 4.9 3.4 8s-1.1 5.8-3.4 8c-2.3-2.2-3.4-4.9-3.4-8s1.1-5.8 3.4-8',
  info: 'M12 4a8 8 0 1 0 0 16a8 8 0 0 0 0-16M12 11v5M12 8h.01',
  warning: 'M12 4.5l8.5 15h-17zM12 10v4.5M12 17h.01',
  offline: 'M4 4l16 16M3 10c1.3-1.2 2.7-2 4.25-2.6M11 6.55c3.7-.2 7.2 1 10 3.45M6 13.5c1-.9 2.2-1.5 3.5-1.85M15.5 12.5c.9.3 1.7.7 2.5 1M9.5 17c1.5-1.1 3.5-1.1 5 0M12 19.75h.01',
  refresh: 'M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9M19.5 4.5V9H15',
} as const;

export type IconName = keyof typeof icons | keyof typeof moreIcons;

/** Icons that follow the line of reading and so turn round in Persian. */
export const mirrored: ReadonlySet<IconName> = new Set<IconName>(['next', 'back', 'arrow', 'send', 'reply', 'signOut', 'external', 'clip']);
