/**
 * Looks at a page as a careful reader would: axe finds nothing, nothing is cut off at 320, no word is left in English, and
 * a picture is kept where somebody may look at it, not in CI. Wide pages are looked at in the light, narrow ones in the
 * dark, and right-to-left the other way round.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { expect, type CDPSession, type Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';
import { speaks } from './language';
import type { Language } from './words';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const pictures = resolve(import.meta.dirname, '../../artifacts/pictures');
const sizes = [
  { width: 1280, height: 800 },
  { width: 320, height: 640 },
] as const;

const themeOf = (language: Language, width: number): 'light' | 'dark' => ((language === 'fa') === (width === 320) ? 'light' : 'dark');

export async function look(page: Page, language: Language, name: string): Promise<void> {
  await settle(page);
  await speaks(page, language, name);
  const before = page.viewportSize();
  for (const size of sizes) {
    const theme = themeOf(language, size.width);
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme: theme });
    await settle(page);
    if (process.env.CI) await drawn(page);
    else await page.screenshot({ path: `${pictures}/${language}/${name}-${size.width}-${theme}.png`, animations: 'disabled' });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect.soft(wide, `${name} in ${language} is wider than ${size.width}`).toBeLessThanOrEqual(size.width);
    expect.soft(await flaws(page), `axe on ${name} in ${language} at ${size.width}, ${theme}`).toEqual([]);
  }
  if (before) await page.setViewportSize(before);
}

/** Waits until there is a page, nothing loads and nothing moves. */
export async function settle(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('main') && document.fonts.status === 'loaded' && !document.querySelector('[aria-busy="true"]'));
  await page.evaluate(() => Promise.all(document.getAnimations().map((a) => (a.effect?.getComputedTiming().iterations === Infinity ? null : a.finished.catch(() => null)))));
}

/** Waits until what follows from a new size has been drawn, as a picture would. */
const drawn = (page: Page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

const debuggers = new WeakMap<Page, CDPSession>();

/** One for the life of the page: ending a debugger also takes away the page's virtual authenticator. */
async function debuggerOf(page: Page): Promise<CDPSession> {
  const debug = debuggers.get(page) ?? (await page.context().newCDPSession(page));
  debuggers.set(page, debug);
  return debug;
}

/** Runs axe. The debugger brings it in, because the page's policy rightly refuses scripts from elsewhere. */
async function flaws(page: Page): Promise<string[]> {
  const debug = await debuggerOf(page);
  const present = await debug.send('Runtime.evaluate', { expression: 'typeof globalThis.axe', returnByValue: true });
  if (present.result.value === 'undefined') await debug.send('Runtime.evaluate', { expression: axe });
  const answer = await debug.send('Runtime.evaluate', {
    expression: 'axe.run(document, { resultTypes: ["violations"], iframes: false })',
    awaitPromise: true,
    returnByValue: true,
  });
  if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.exception?.description ?? 'axe failed');
  return (answer.result.value as AxeResults).violations.map(
    (v) => `${v.id}: ${v.help} at ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join(', ')}`,
  );
}
