import type { IconName } from './icons';

export interface MenuItem {
  label: string;
  icon?: IconName;
  href?: string;
  onselect?: () => void;
  /** Marks the current one of several. */
  checked?: boolean;
  danger?: boolean;
  disabled?: boolean;
  lang?: string;
  /** A line above it. */
  apart?: boolean;
}
