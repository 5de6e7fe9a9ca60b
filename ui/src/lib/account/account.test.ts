import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { prove } from './proof';
import { safePath } from './session.svelte';
import { stepUp } from './step-up.svelte';

test.each([
  ['/desk?view=mine', '/desk?view=mine'],
  ['//evil.example', undefined],
  ['/\\evil.example', undefined],
  ['https://evil.example', undefined],
  ['', undefined],
])('the path after sign-in: %j becomes %j', (path, expected) => expect(safePath(path)).toBe(expected));

test('the proof finds the number behind the challenge', async () => {
  const challenge = createHash('sha256').update('salt?x=1300').digest('hex');
  const task = { algorithm: 'SHA-256', challenge, salt: 'salt?x=', signature: 's', maxnumber: 2000 };
  expect(JSON.parse(atob((await prove(task)) ?? ''))).toMatchObject({ number: 1300, signature: 's' });
  expect(await prove({ ...task, maxnumber: 200 })).toBeUndefined();
});

test('requests that wait for a proof share one question', async () => {
  const [first, second] = [stepUp.ask(), stepUp.ask()];
  expect(stepUp.open).toBe(true);
  stepUp.finish(true);
  expect(await Promise.all([first, second])).toEqual([true, true]);
  const third = stepUp.ask();
  stepUp.finish(false);
  expect(await third).toBe(false);
});
