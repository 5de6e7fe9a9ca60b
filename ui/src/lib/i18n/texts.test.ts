import { describe, expect, test } from 'vitest';
import type { Catalogue, Text } from './message';

const files = import.meta.glob<{ default: Catalogue }>('./texts/*/*.ts', { eager: true });
const catalogue = (language: string, area: string) => files[`./texts/${language}/${area}.ts`]?.default ?? {};
const areas = Object.keys(files).flatMap((path) => /\/en\/(\w+)\.ts$/.exec(path)?.[1] ?? []);
const others = ['ru', 'fa', 'zh'];

/** Names that are written in Latin letters in every language. */
const latinAllowed = /\b(Surety|TOTP|VPN|PDF|API|QR|PIN|SMTP|TLS|IP|CSV|JSON|URL|Ctrl|Esc|Enter|Tab|PNG|JPEG|sha256|IBAN|BIC|XML|SHA|AES|GCM|GiB|example|PAdES|NDA|DE|Windows|Mac|Linux|Intel|AMD|ARM|Apple|PowerShell|OpenSSL)\b/g;

const forms = (text: Text): string[] => (typeof text === 'string' ? [text] : Object.values(text));
const placeholders = (form: string) => [...form.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort();
const withoutPlaceholders = (form: string) => form.replace(/\{\w+\}/g, '');
const categories = (language: string) => new Intl.PluralRules(language).resolvedOptions().pluralCategories;

describe.each(areas)('texts of %s', (area) => {
  const english = catalogue('en', area);

  test('exist in English', () => expect(Object.keys(english).length).toBeGreaterThan(0));

  test.each(others)('have the same keys in %s', (language) => {
    expect(Object.keys(catalogue(language, area)).sort()).toEqual(Object.keys(english).sort());
  });

  test.each(others)('have the same placeholders in %s', (language) => {
    for (const [key, text] of Object.entries(catalogue(language, area))) {
      const expected = placeholders(forms(english[key] ?? '').at(-1) ?? '');
      for (const form of forms(text)) {
        // A form for exactly one may spell the number out.
        const found = placeholders(form);
        const spelled = typeof text !== 'string' && form === text.one ? expected.filter((p) => p !== 'count') : expected;
        expect([expected, spelled], `${language} ${area}.${key}`).toContainEqual(found);
      }
    }
  });

  test.each(['en', ...others])('have every plural form %s needs', (language) => {
    for (const [key, text] of Object.entries(catalogue(language, area))) {
      if (typeof text === 'string') continue;
      expect(Object.keys(text), `${language} ${area}.${key}`).toEqual(expect.arrayContaining(categories(language)));
    }
  });

  test.each(others)('are truly written in %s', (language) => {
    for (const [key, text] of Object.entries(catalogue(language, area))) {
      for (const form of forms(text)) {
        expect(withoutPlaceholders(form).replace(latinAllowed, ''), `${language} ${area}.${key}`).not.toMatch(/[A-Za-z]{2,}/);
        expect(form.trim(), `${language} ${area}.${key}`).not.toBe('');
      }
    }
  });

  test('use Persian letters and digits in Persian', () => {
    for (const [key, text] of Object.entries(catalogue('fa', area))) {
      for (const form of forms(text)) expect(withoutPlaceholders(form), `fa ${area}.${key}`).not.toMatch(/[يك0-9٠-٩]/);
    }
  });
});
