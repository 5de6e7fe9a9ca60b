import type { Catalogue } from '../message';
export { default as common } from './zh/common';
export const areas = import.meta.glob<{ default: Catalogue }>(['./zh/*.ts', '!./zh/common.ts']);
