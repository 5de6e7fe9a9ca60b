import { expect, test } from 'vitest';
import { need, reader } from './i18n.svelte';

test('texts that are asked for at the same time all come, and stay', async () => {
  await Promise.all([need('cover'), need('file'), need('classes')]);
  const had = reader.texts;
  expect(Object.keys(had).sort()).toEqual(['classes', 'cover', 'file']);
  await need('file', 'cover');
  expect(reader.texts).toBe(had);
});
