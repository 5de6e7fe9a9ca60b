import { beforeAll, expect, test } from 'vitest';
import type { Terms } from '$lib/api';
import { reader } from '$lib/i18n';
import offer from '$lib/i18n/texts/en/offer';
import { compare, groups } from './diff';

beforeAll(() => void (reader.texts = { offer }));
const terms = { currency: 'EUR', milestones: [{ id: 'a', title: 'Repair' }] } as unknown as Terms;
const of = (...changes: [string, string, string][]) => groups(changes.map(([path, before, after]) => ({ path, before, after })), terms);

test('an amount stands under its milestone, as money', () => {
  expect(of(['milestones.a.amountMinor', '10000', '12050'])).toEqual([{ key: 'milestones.a', title: 'Repair', kind: 'changed', lines: [{ label: offer['field.amountMinor'], before: '€100.00', after: '€120.50' }] }]);
});

test('what is new, what is gone, and what only moved', () => {
  const found = of(['milestones.b.title', '', 'Clean up'], ['milestones.b.place', '', '2'], ['milestones.c.title', 'Visit', ''], ['milestones.a.place', '1', '3'], ['notIncluded.0', '', 'Parts']);
  expect(found.map(({ title, kind }) => [title, kind])).toEqual([['Clean up', 'added'], ['Visit', 'removed'], [offer['one.notIncluded'].replace('{number}', '1'), 'added']]);
});

test('the terms as a whole come first, in the reader’s words', () => {
  const [whole] = of(['milestones.a.due', '', '2026-12-01'], ['guarantee', 'false', 'true'], ['silenceDays', '14', '7'], ['secondLanguage', '', 'fa'], ['taxes.0.basisPoints', '900', '1000']);
  expect(whole?.lines.map(({ before, after }) => [before, after])).toEqual([[offer.no, offer.yes], ['14', '7'], ['', 'فارسی']]);
});

test('what one edits is compared as the server does: by the ids of milestones, without the fee, which is not ours to change', () => {
  const milestone = { id: 'a', title: 'Repair', description: '', amountMinor: 100 };
  const base = { ...terms, feeBasisPoints: 500, secrets: [], notIncluded: ['Parts'], milestones: [milestone] } as unknown as Terms;
  const next = { ...base, feeBasisPoints: 0, notIncluded: [], milestones: [{ title: 'New', description: '', amountMinor: 5 }, { ...milestone, amountMinor: 90 }] } as unknown as Terms;
  expect(compare(base, base)).toEqual([]);
  expect(compare(base, next)).toEqual([
    { path: 'notIncluded.0', before: 'Parts', after: '' },
    { path: 'milestones.a.amountMinor', before: '100', after: '90' },
    { path: 'milestones.new0.title', before: '', after: 'New' },
    { path: 'milestones.new0.amountMinor', before: '', after: '5' },
  ]);
});
