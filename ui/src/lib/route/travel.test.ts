import { expect, test, vi } from 'vitest';
import type { Component } from 'svelte';
import { Elsewhere, type Route } from './step';
import { CodeGone, travel } from './travel';

const view = (() => ({})) as unknown as Component;
const frame = (() => ({})) as unknown as Component;
const seen: string[] = [];

const routes: Route[] = [
  { path: '/a', steps: [{ load: () => void seen.push('entered') }, { view: () => frame }, { view: () => view, load: ({ url }) => ({ q: url.searchParams.get('q') }) }] },
  { path: '/a/*', steps: [{ view: () => view, load: ({ id }) => ({ id }) }] },
  { path: '/a/old', steps: [{ load: () => { throw new Elsewhere('/a?q=new'); } }, { view: () => Promise.reject(new TypeError('gone')) }] },
  { path: '/a/ring', steps: [{ load: () => { throw new Elsewhere('/a/ring'); } }] },
  { path: '/a/secret', steps: [{ load: () => { throw Object.assign(new Error(), { code: 'denied' }); } }] },
  { path: '/a/gone', steps: [{ view: () => Promise.reject(new TypeError('gone')) }] },
];
const areas = { a: () => Promise.resolve({ default: routes }), b: () => Promise.reject(new TypeError('gone')) };
const to = (path: string) => travel(areas, new URL(path, 'http://desk.example'), Promise.resolve());

test('frames and the screen stand in order, with what their loads answered', async () => {
  expect((await to('/a?q=1')).chain).toEqual([{ view: frame, props: {} }, { view, props: { q: '1' } }]);
});

test('the last part of a path names one thing', async () => {
  expect(await to('/a/7')).toMatchObject({ id: '7', chain: [{ props: { id: '7' } }] });
});

test('a step may lead elsewhere, before the code it leads away from is missed', async () => {
  expect((await to('/a/old')).url.href).toBe('http://desk.example/a?q=new');
});

test('redirections in a circle end', async () => {
  const report = vi.fn();
  vi.stubGlobal('reportError', report);
  expect((await to('/a/ring')).refused).toBe('internal');
  expect(report).toHaveBeenCalledOnce();
  vi.unstubAllGlobals();
});

test.each([['/a/secret', 'denied'], ['/a/7/8', 'absent'], ['/none', 'absent'], ['/', 'absent'], ['/constructor', 'absent']])('%s is refused: %s', async (path, code) => {
  expect(await to(path)).toMatchObject({ refused: code, chain: [] });
});

test.each(['/a/gone', '/b'])('%s: code that is not to be had is told apart from a refusal', async (path) => {
  await expect(to(path)).rejects.toBeInstanceOf(CodeGone);
});

test('nothing is loaded before the app is ready', async () => {
  seen.length = 0;
  let ready = () => {};
  const on = travel(areas, new URL('http://desk.example/a'), new Promise<void>((resolve) => (ready = resolve)));
  await new Promise((resolve) => setImmediate(resolve));
  expect(seen).toEqual([]);
  ready();
  await on;
  expect(seen).toEqual(['entered']);
});

test('a refusal waits for the language, too', async () => {
  let speak = (): unknown => undefined;
  const language = new Promise((resolve) => (speak = () => resolve(undefined)));
  let told = '';
  const arrival = travel(areas, new URL('http://desk.example/none'), language).then(({ refused = '' }) => (told = refused));
  await new Promise((resolve) => setTimeout(resolve));
  expect(told).toBe('');
  speak();
  expect(await arrival).toBe('absent');
});
