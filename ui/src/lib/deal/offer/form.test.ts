import { flushSync } from 'svelte';
import { expect, test } from 'vitest';
import type { Terms } from '$lib/api';
import { names, OfferForm } from './form.svelte';

const terms: Terms = {
  title: 'Repair', currency: 'EUR', milestones: [{ id: 'a', title: 'One', description: 'x', amountMinor: 100, due: '2026-12-01' }], feeBasisPoints: 0,
  taxes: [{ label: 'VAT', basisPoints: 900, added: true }], rounds: 0, silenceDays: 14, warrantyDays: 0, notIncluded: ['Parts'], language: 'fa', secondLanguage: 'en',
  secrets: [{ what: 'Salaries', who: ['Mina', 'Omid'], until: '2027-01-01' }], secretDays: 0, licence: 'transfer', guarantee: false,
};

test('what was kept comes back as it was', () => {
  const form = new OfferForm('en');
  form.take(terms);
  expect(form.terms).toEqual(terms);
});

test('nothing is sent before every box that must be filled is', () => {
  const form = new OfferForm('en');
  form.take({ ...terms, milestones: [] });
  form.addMilestone();
  flushSync();
  expect(form.terms).toBeUndefined();
  const [row] = form.milestones;
  expect([...form.missing].sort()).toEqual([`amount${row?.key}`, `due${row?.key}`, `title${row?.key}`]);
});

test('names stand in a row, in any script', () => expect(names('Mina، Omid, 王\n Анна ;')).toEqual(['Mina', 'Omid', '王', 'Анна']));
