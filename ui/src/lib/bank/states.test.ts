import { expect, test } from 'vitest';
import { kindsOf, kindWord } from './states';

const line = { amountMinor: 100, state: 'suspense', card: false } as const;

test('what came by card goes back to the card or to its client, never to an account', () => {
  expect(kindsOf({ ...line, card: true }, true)).toEqual(['send_back', 'to_client', 'milestone', 'left']);
  expect(kindWord({ card: true }, 'send_back')).toBe('card_back');
});

test('what came by the bank is never paid to a client of whom nobody said that it is theirs', () => {
  expect(kindsOf(line)).toEqual(['milestone', 'send_back', 'left']);
  expect(kindsOf(line, true)).toEqual(['milestone', 'send_back', 'card_payout', 'left']);
  expect(kindWord(line, 'send_back')).toBe('send_back');
});

test('what is left stays open for another word, and what went out is the bank’s or a client’s', () => {
  expect(kindsOf({ ...line, state: 'left' })).toEqual(['milestone', 'send_back']);
  expect(kindsOf({ ...line, amountMinor: -100 }, true)).toEqual(['charge', 'chargeback']);
});
