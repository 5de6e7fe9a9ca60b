import { describe, expect, test } from 'vitest';
import { fromBase64url, toBase64url, toHex } from './bytes';
import { fingerprint } from './fingerprint';
import { Phrase } from './key';
import { remember, standing } from './pins';
import { lockBy, newKey, openWith, pad, sealFor, unlockBy, unpad } from './seal';
import { fromWords, toWords, type WordLanguage } from './words';

const languages: WordLanguage[] = ['en', 'ru', 'fa', 'zh'];
const every = Uint8Array.from({ length: 256 }, (_, i) => i);

describe('words', () => {
  test.each(languages)('tell every byte apart in %s', (language) => {
    const words = toWords(every, language);
    expect(new Set(words).size).toBe(256);
    expect(fromWords(words.join(' '))).toEqual(every);
    expect(words.filter((word) => word === '' || /[\s\u200c]/.test(word))).toEqual([]);
  });

  test('are understood however they are typed', () => {
    const bytes = Uint8Array.of(0, 1, 2);
    for (const typed of ['Apple, PEAR - peach', ' яблоко  груша\nперсик ', 'سیب گلابی هلو', 'سيب گلابي هلو', '苹果梨子桃子', '苹 果 梨子 桃子']) expect(fromWords(typed), typed).toEqual(bytes);
    expect(fromWords('apple nothing')).toBeUndefined();
  });
});

test('a phrase is the same in every language', () => {
  const phrase = new Phrase();
  for (const language of languages) expect(phrase.is(phrase.words(language).join(' '))).toBe(true);
  expect(phrase.is('apple')).toBe(false);
  expect(phrase.text.split('-')).toHaveLength(8);
});

describe('sealing', () => {
  test('S5: opens for its reader alone, and tells little of its size', async () => {
    const [key, other] = [await newKey(), await newKey()];
    const text = 'گذرواژه: پ@ssw0rd 密码 🔑';
    const sealed = await sealFor(key.recipient, text);
    expect(new TextDecoder('latin1').decode(sealed)).not.toContain('ssw0rd');
    expect(await openWith(key.identity, sealed)).toBe(text);
    await expect(openWith(other.identity, sealed)).rejects.toMatchObject({ code: 'secret_not_opened' });
    expect((await sealFor(key.recipient, 'x')).length).toBe(sealed.length);
    expect(unpad(new TextDecoder().decode(pad('x'.repeat(256))))).toHaveLength(256);
  });

  test('an identity opens by its phrase alone', async () => {
    const { identity } = await newKey();
    const locked = await lockBy('passkey', 'ab'.repeat(32), identity);
    expect(await unlockBy('ab'.repeat(32), locked)).toBe(identity);
    await expect(unlockBy('ac'.repeat(32), locked)).rejects.toMatchObject({ code: 'secret_not_unlocked' });
  });
});

test('a fingerprint is of the whole key', async () => {
  const [one, again, other] = await Promise.all([fingerprint('age1pq1a'), fingerprint('age1pq1a'), fingerprint('age1pq1b')]);
  expect(toHex(one)).toBe(toHex(again));
  expect(one).toHaveLength(8);
  expect(toHex(one)).not.toBe(toHex(other));
});

test('a key that is another by now is noticed', () => {
  const kept = new Map<string, string>();
  const store = { getItem: (k: string) => kept.get(k) ?? null, setItem: (k: string, v: string) => void kept.set(k, v) } as unknown as Storage;
  expect(standing('me', 'they', 'aa', store)).toBe('new');
  remember('me', 'they', 'aa', false, store);
  expect(standing('me', 'they', 'aa', store)).toBe('seen');
  remember('me', 'they', 'aa', true, store);
  remember('me', 'they', 'aa', false, store);
  expect(standing('me', 'they', 'aa', store)).toBe('compared');
  expect(standing('me', 'they', 'bb', store)).toBe('changed');
  expect(standing('another', 'they', 'bb', store)).toBe('new');
  kept.set('surety.keys.me', 'not what we wrote');
  expect(standing('me', 'they', 'aa', store)).toBe('new');
});

test('bytes come back from base64url', () => expect(fromBase64url(toBase64url(every))).toEqual(every));
