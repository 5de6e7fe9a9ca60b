import { expect, test } from 'vitest';
import { readFilter, toQuery, writeFilter } from './filter';

const none = { span: 'all', from: '', to: '', action: '', actor: '', ticket: '' } as const;
const now = Date.UTC(2026, 10, 22, 12);

test('a filter comes back from the address as it went in', () => {
  const filter = { ...none, span: 'own' as const, from: '2026-11-01', to: '2026-11-02', action: 'ticket.read', actor: 'a', ticket: 't' };
  expect(readFilter(new URLSearchParams(writeFilter(filter)))).toEqual(filter);
  expect(writeFilter(none)).toBe('');
  expect(readFilter(new URLSearchParams('span=century'))).toEqual(none);
});

test('days of a span that is not asked for do not narrow', () => {
  expect(writeFilter({ ...none, from: '2026-11-01' })).toBe('');
  expect(toQuery({ ...none, span: 'week', from: '2026-11-01' }, now)).toMatchObject({ from: '2026-11-15T12:00:00.000Z' });
});

test('the last day is included', () => {
  const { from, to } = toQuery({ ...none, span: 'own', from: '2026-11-01', to: '2026-11-01' }) as { from: string; to: string };
  expect(new Date(to).getTime() - new Date(from).getTime()).toBe(86_400_000);
  expect(toQuery({ ...none, span: 'own' })).toMatchObject({ from: undefined, to: undefined });
});
