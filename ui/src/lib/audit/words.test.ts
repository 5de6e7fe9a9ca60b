import { beforeAll, expect, test } from 'vitest';
import { reader } from '$lib/i18n';
import common from '$lib/i18n/texts/en/common';
import record from '$lib/i18n/texts/en/record';
import { wordActor, wordEntry, wordFacts } from './words';

beforeAll(() => {
  reader.language = 'en';
  reader.texts = { common, record };
});

test.each([
  [{ action: 'ticket.reply', params: {} }, 'Reply sent'],
  [{ action: 'ticket.read', params: { what: 'messages' } }, 'Messages read'],
  [{ action: 'ticket.read', params: { what: 'ticket' } }, 'Request opened to read'],
  [{ action: 'account.sign_in', params: { how: 'password', result: 'refused' } }, 'Sign-in refused'],
  [{ action: 'ticket.reply', params: { result: 'refused' } }, 'Reply sent: refused'],
  [{ action: 'never.heard_of', params: {} }, 'Done, but not named here: never.heard_of'],
])('%j is “%s”', (entry, words) => expect(wordEntry(entry)).toBe(words));

test('facts are told in words, ids are not', () => {
  const params = { how: 'totp', what: 'roles,posts', roles: 'admin,auditor', size: '3400000', file: '01k9', to: '01k8' };
  expect(wordFacts({ params })).toEqual(['by authenticator app', 'roles and posts', 'Administrator and Auditor', '3.4 MB']);
});

test('the installation, oneself and those who left have words too', () => {
  expect(wordActor({ actor: { name: '' } })).toBe('The installation itself');
  expect(wordActor({ actor: { id: 'a', name: 'Ada' } }, 'a')).toBe('You');
  expect(wordActor({ actor: { id: 'a', name: '' } })).toBe('Somebody who is no longer here');
});
