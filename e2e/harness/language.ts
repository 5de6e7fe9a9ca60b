/** Whether a page speaks its reader's language: no words of the English texts where another language is spoken. */
import { expect, type Page } from '@playwright/test';
import { catalogues, type Language } from './words';

/** Said the same in every language: names, units, abbreviations. */
const everywhere = /^(surety|api|smtp|tls|totp|pin|wi-fi|ctrl|enter|esc|shift|sqlite|postgresql|svelte|chromium|linux|chrome|headless|the|and|for|you)$/;

const latin = /[a-z][a-z'’-]{2,}/g;

const found = new Map<Language, Promise<Set<string>>>();

/** English words of ours that the language's own texts never use; found once. */
function foreign(language: Language): Promise<Set<string>> {
  const words = found.get(language) ?? unshared(language);
  found.set(language, words);
  return words;
}

async function unshared(language: Language): Promise<Set<string>> {
  const own = new Set((await catalogues(language)).join(' ').toLowerCase().match(latin));
  const english = (await catalogues('en')).join(' ').toLowerCase().match(latin) ?? [];
  return new Set(english.filter((word) => !own.has(word) && !everywhere.test(word)));
}

/** Fails when anything that is read or heard, but what people wrote themselves, is English. */
export async function speaks(page: Page, language: Language, name: string): Promise<void> {
  if (language === 'en') return;
  const words = await foreign(language);
  const english = (await said(page)).filter((text) => (text.toLowerCase().match(latin) ?? []).some((word) => words.has(word)));
  expect.soft(english, `English on ${name} in ${language}`).toEqual([]);
}

/** Everything on the page that is ours: what people wrote stands isolated, in an element of its own language, or as code. */
function said(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const theirs = 'bdi, [lang]:not(html), code, pre, .ltr, .typed, .subject, textarea, option, script, style, noscript, title, kbd, #announcer, .letter, .copy, .xterm';
    const texts: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!node.parentElement?.closest(theirs)) texts.push(node.textContent ?? '');
    }
    for (const element of document.body.querySelectorAll('[aria-label], [placeholder], [alt]')) {
      if (element.closest(theirs)) continue;
      texts.push(...['aria-label', 'placeholder', 'alt'].map((name) => element.getAttribute(name) ?? ''));
    }
    const names = new Set([...document.querySelectorAll('bdi')].map((element) => element.textContent));
    // What is filled into a text of ours stands between isolates, or is an address.
    return texts.map((text) => text.replace(/\u2068[^\u2069]*\u2069|\S+@\S+/g, '').trim()).filter((text) => text !== '' && ![...names].some((name) => name !== '' && text.includes(name)));
  });
}
