/** The worker's address is the only one that a worker is started from: Trusted Types hold the page to it. */
import address from './far.worker?worker&url';

interface Policy {
  createScriptURL(url: string): string;
}
interface TrustedTypes {
  createPolicy(name: string, rules: Policy): Policy;
}

const exact: Policy = {
  createScriptURL(url) {
    if (url !== address) throw new TypeError('not the worker');
    return url;
  },
};
const policy = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('surety-worker', exact) ?? exact;

export const startWorker = (): Worker => new Worker(policy.createScriptURL(address), { type: 'module', name: 'far' });
