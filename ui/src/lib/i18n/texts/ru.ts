import type { Catalogue } from '../message';
export { default as common } from './ru/common';
export const areas = import.meta.glob<{ default: Catalogue }>(['./ru/*.ts', '!./ru/common.ts']);
