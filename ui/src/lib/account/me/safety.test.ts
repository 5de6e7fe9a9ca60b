import { expect, test } from 'vitest';
import { safetyOf } from './safety';

const factors = { passkeys: 2, totp: true, password: true, recoveryCodesLeft: 10 };

test.each([
  [{}, { level: 'good', advice: undefined }],
  [{ passkeys: 0, totp: false, recoveryCodesLeft: 0 }, { level: 'weak', advice: 'second' }],
  [{ passkeys: 1, totp: false, password: false, recoveryCodesLeft: 0 }, { level: 'fair', advice: 'spare' }],
  [{ passkeys: 0, totp: false, password: false }, { level: 'weak', advice: 'first' }],
  [{ recoveryCodesLeft: 0 }, { level: 'fair', advice: 'codes' }],
  [{ recoveryCodesLeft: 2 }, { level: 'fair', advice: 'fewCodes' }],
  [{ passkeys: 0 }, { level: 'good', advice: 'passkey' }],
  [{ totp: false, password: false, recoveryCodesLeft: 0 }, { level: 'good', advice: undefined }],
])('with %j', (change, expected) => expect(safetyOf({ ...factors, ...change })).toEqual(expected));
