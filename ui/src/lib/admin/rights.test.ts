import { expect, test } from 'vitest';
import type { AdminAccount } from '$lib/api';
import { noRights, rightsOf, toBody } from './rights';

const account = {
  id: 'a', name: 'Ada', email: 'ada@firm.example', language: 'en', state: 'active', factorRequired: false, createdAt: '2026-11-22T00:00:00Z', version: 1,
  roles: ['client', 'agent'], posts: [{ department: { id: 'd', name: 'Support' }, post: 'agent' }], organisation: { id: 'o', name: 'Bakery' },
} satisfies AdminAccount;

test('rights go out as they came in', () => {
  expect(toBody(rightsOf(account))).toEqual({ roles: ['client'], posts: [{ department: 'd', post: 'agent' }], organisation: 'o' });
});

test('only a client belongs to an organisation', () => {
  expect(toBody({ ...noRights(), roles: ['auditor'], organisation: 'o' }).organisation).toBe('');
});
