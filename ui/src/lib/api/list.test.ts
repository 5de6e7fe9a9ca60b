import { expect, test } from 'vitest';
import { CursorList } from './list.svelte';
import { Problem } from './problem';

test('pages are added at the end, and a reload begins anew', async () => {
  const list = new CursorList<number>((cursor) => Promise.resolve(cursor ? { items: [3], next: '' } : { items: [1, 2], next: 'c' }));
  await list.load();
  await list.more();
  expect([list.rows, list.next]).toEqual([[1, 2, 3], '']);
  await list.load();
  expect([list.rows, list.next]).toEqual([[1, 2], 'c']);
});

test('an overtaken answer is dropped', async () => {
  const answers: ((items: number[]) => void)[] = [];
  const list = new CursorList<number>(() => new Promise((resolve) => answers.push((items) => resolve({ items, next: '' }))));
  const [first, second] = [list.load(), list.load()];
  answers[1]?.([2]);
  answers[0]?.([1]);
  await Promise.all([first, second]);
  expect(list.rows).toEqual([2]);
});

test('a refusal keeps what is shown', async () => {
  let fail = false;
  const list = new CursorList<number>(() => (fail ? Promise.reject(new Problem(503, 'busy')) : Promise.resolve({ items: [1], next: '' })));
  await list.load();
  fail = true;
  await list.load();
  expect([list.rows, list.problem?.code, list.busy]).toEqual([[1], 'busy', false]);
});
