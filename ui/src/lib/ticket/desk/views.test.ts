import { expect, test } from 'vitest';
import { filtersOf, queryOf, searchOf, viewOf, views } from './views';

test.each(views.map((view) => [view.id, view]))('the address of %s leads back to it', (_, view) => {
  expect(viewOf(filtersOf(new URLSearchParams(searchOf({ ...view.filters, sort: 'created' }))))).toBe(view);
});

test('what is not a filter is left out of the address', () => {
  expect(searchOf(filtersOf(new URLSearchParams('tag=vpn&evil=1&status=')))).toBe('?tag=vpn');
});

test.each([
  [{}, { status: 'active' }],
  [{ status: 'all', watching: 'true' }, { watching: true }],
  [{ status: 'solved,closed', assignee: 'me' }, { status: 'solved,closed', assignee: 'me' }],
])('%j asks the server for %j', (filters, query) => expect(queryOf(filters)).toEqual(query));

test('a filter beyond a view is no view', () => expect(viewOf({ assignee: 'me', tag: 'vpn' })).toBeUndefined());
