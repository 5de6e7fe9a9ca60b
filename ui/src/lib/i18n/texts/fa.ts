import type { Catalogue } from '../message';
import '../persian.css';

export { default as common } from './fa/common';
export const areas = import.meta.glob<{ default: Catalogue }>(['./fa/*.ts', '!./fa/common.ts']);
