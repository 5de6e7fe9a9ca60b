import type { Catalogue } from '../message';
export { default as common } from './en/common';
export const areas = import.meta.glob<{ default: Catalogue }>(['./en/*.ts', '!./en/common.ts']);
