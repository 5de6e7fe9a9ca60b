import { expect, test } from 'vitest';
import { nameOf } from './keys.svelte';

const plain = { ctrlKey: false, metaKey: false, shiftKey: false };

test.each([
  [{ ...plain, code: 'KeyR', key: 'к' }, 'R'],
  [{ ...plain, code: 'KeyK', key: 'ن', ctrlKey: true }, 'Mod+K'],
  [{ ...plain, code: 'Slash', key: '؟', shiftKey: true }, '?'],
  [{ ...plain, code: 'ArrowDown', key: 'ArrowDown' }, 'ArrowDown'],
])('%j is %s on every layout', (event, name) => expect(nameOf(event)).toBe(name));
