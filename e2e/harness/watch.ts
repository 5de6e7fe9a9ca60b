/** What must not happen in any journey: script errors, refusals by the content security policy, failures of the server. */
import type { BrowserContext, Page } from '@playwright/test';

export class Watch {
  readonly troubles: string[] = [];
  private readonly contexts: BrowserContext[] = [];

  /** Watches every page of the context, present and future. */
  async over(context: BrowserContext): Promise<void> {
    this.contexts.push(context);
    await context.exposeBinding('reportTrouble', (_source, what: string) => this.troubles.push(what));
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (e) => {
        const report = (window as unknown as { reportTrouble(what: string): void }).reportTrouble;
        report(`policy: ${e.effectiveDirective} refused ${e.blockedURI} at ${e.sourceFile}:${e.lineNumber}`);
      });
    });
    context.on('page', (page) => this.page(page));
  }

  /** Closes every page. A server may stop only then: a page would rightly say that it is gone. */
  async end(): Promise<void> {
    await Promise.all(this.contexts.splice(0).map((context) => context.close()));
  }

  private page(page: Page): void {
    page.on('pageerror', (error) => this.troubles.push(`error: ${error.message}`));
    page.on('console', (message) => {
      // The browser logs every refused request as an error; refusals are part of the journeys, failures are not.
      const refused = /status of 4\d\d/.test(message.text());
      // A letter's frame runs no scripts, not even the one above.
      const ours = message.text().startsWith('Blocked script execution') && /\/api\/v1\/(demo|admin)\/mail\//.test(message.text());
      if (message.type() === 'error' && !refused && !ours) this.troubles.push(`console: ${message.text()}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 500) this.troubles.push(`${response.status()} from ${response.url()}`);
    });
  }
}
