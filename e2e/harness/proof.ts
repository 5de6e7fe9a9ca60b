/** What people prove themselves with: a passkey of a virtual authenticator, and codes by time (RFC 6238). */
import { createHmac } from 'node:crypto';
import type { Page } from '@playwright/test';

export interface Authenticator {
  /** Whether its owner touches it when asked. Unasked suggestions are then taken up too, without a press. */
  willing(yes: boolean): Promise<unknown>;
}

/** Gives the page's browser an authenticator that verifies its user and says yes at once. */
export async function authenticator(page: Page): Promise<Authenticator> {
  const debug = await page.context().newCDPSession(page);
  await debug.send('WebAuthn.enable');
  const { authenticatorId } = await debug.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      ctap2Version: 'ctap2_1',
      hasPrf: true, // computes for the page, as the passkeys of telephones do
    },
  });
  return { willing: (enabled) => debug.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled }) };
}

/**
 * Who has just come in has just proved it, and no journey waits ten minutes: the first change at the address is answered as later ones are. The route stays: one that
 * is taken away again while the page loads something leaves, once in forty times, a request without an answer.
 */
export async function provesAgain(page: Page, address: string | RegExp): Promise<void> {
  let refused = false;
  await page.route(address, (route) => {
    if (refused || route.request().method() === 'GET') return route.fallback();
    refused = true;
    return route.fulfill({ status: 403, contentType: 'application/problem+json', json: { status: 403, title: 'Forbidden', code: 'step_up_needed' } });
  });
}

/** The code of the secret (base32) at a moment. */
export function code(secret: string, at = Date.now()): string {
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const hash = createHmac('sha1', base32(secret)).update(step).digest();
  const offset = (hash.at(-1) ?? 0) & 15;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

function base32(text: string): Buffer {
  const bits = [...text.replace(/[\s=]/g, '').toUpperCase()]
    .map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}
