import { expect, test } from 'vitest';
import { readFilter, shows, toQuery, writeFilter, type Filter } from './filter';

test.each(shows.flatMap((show) => ['', 'EUR'].map((currency): Filter => ({ show, currency }))))('the address keeps %j', (filter) => {
  expect(readFilter(new URLSearchParams(writeFilter(filter)))).toEqual(filter);
});

test('an address that makes no sense shows what needs somebody', () => expect(readFilter(new URLSearchParams('show=stolen'))).toEqual({ show: 'open', currency: '' }));

test.each<[Filter, object]>([
  [{ show: 'open', currency: '' }, { currency: '', open: true }],
  [{ show: 'all', currency: 'EUR' }, { currency: 'EUR' }],
  [{ show: 'held', currency: '' }, { currency: '', state: 'held' }],
])('%j asks for %j', (filter, query) => expect(toQuery(filter)).toEqual(query));
