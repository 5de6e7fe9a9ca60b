import type { Factors } from '$lib/api';

/** The one thing to do next, or nothing. */
export type Advice = 'first' | 'second' | 'codes' | 'fewCodes' | 'spare' | 'passkey' | undefined;
export interface Safety {
  level: 'weak' | 'fair' | 'good';
  advice: Advice;
}

const few = 3;

/** How safe an account is by its proofs, and what would help most. */
export function safetyOf({ passkeys, totp, password, recoveryCodesLeft: codes }: Factors): Safety {
  if (passkeys === 0 && !totp) return { level: 'weak', advice: password ? 'second' : 'first' };
  if (passkeys === 1 && !password) return { level: 'fair', advice: 'spare' };
  if (password && codes === 0) return { level: 'fair', advice: 'codes' };
  if (password && codes < few) return { level: 'fair', advice: 'fewCodes' };
  return { level: 'good', advice: passkeys === 0 ? 'passkey' : undefined };
}
