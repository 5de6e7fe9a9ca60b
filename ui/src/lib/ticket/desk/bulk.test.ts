import { expect, test } from 'vitest';
import { Problem, type TicketRow } from '$lib/api';
import { Bulk } from './bulk.svelte';

const rows = ['a', 'b', 'c'].map((id) => ({ id }) as TicketRow);

test('what is refused stops only its own row, and is told', async () => {
  const bulk = new Bulk();
  const seen: string[] = [];
  const changed = await bulk.run(rows, async ({ id }) => {
    seen.push(id);
    if (id === 'b') throw new Problem(412, 'version_stale');
  });
  expect([changed, seen, bulk.done, bulk.busy]).toEqual([2, ['a', 'b', 'c'], 3, false]);
  expect(bulk.failures.map(({ row, problem }) => [row.id, problem.code])).toEqual([['b', 'version_stale']]);
});

test('one thing is done at a time, to one row after the other', async () => {
  const bulk = new Bulk();
  let at = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++at);
    await Promise.resolve();
    at -= 1;
  };
  const first = bulk.run(rows, work);
  expect([bulk.busy, await bulk.run(rows, work)]).toEqual([true, 0]);
  expect([await first, most]).toEqual([3, 1]);
});

test('a second run forgets what failed in the first', async () => {
  const bulk = new Bulk();
  await bulk.run(rows, () => Promise.reject(new Problem(403, 'denied')));
  expect(bulk.failures).toHaveLength(3);
  await bulk.run(rows.slice(0, 1), () => Promise.resolve());
  expect(bulk.failures).toHaveLength(0);
});
