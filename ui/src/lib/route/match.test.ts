import { expect, test } from 'vitest';
import { areaOf, match } from './match';

const routes = ['/', '/desk', '/desk/new', '/desk/*', '/demo/mail/*'].map((path) => ({ path }));
const found = (address: string) => {
  const { route, id } = match(routes, address) ?? {};
  return route && [route.path, id];
};

test.each([
  ['/', ['/', '']],
  ['/desk', ['/desk', '']],
  ['/desk/', ['/desk', '']],
  ['/desk/new', ['/desk/new', '']],
  ['/desk/01J%20a', ['/desk/*', '01J a']],
  ['/demo/mail/7', ['/demo/mail/*', '7']],
  ['/desk/7/8', undefined],
  ['/desk/%E0%A4', undefined],
  ['/demo/mail', undefined],
  ['/none', undefined],
  ['//desk', undefined],
])('%s is %j', (address, answer) => expect(found(address)).toEqual(answer));

test('an area is the first part of a path', () => expect(['/', '/desk', '/desk/7'].map(areaOf)).toEqual(['', 'desk', 'desk']));
