/**
 * The way from screen to screen without loading the page anew. `page` says where we are; `goto` leads elsewhere; links are
 * followed by themselves. Where somebody had scrolled to is found again on the way back, the focus begins at the top of what
 * is new, and its title is read out.
 */
import { tick } from 'svelte';
import { follows, samePage } from './link';
import { areaOf } from './match';
import { CodeGone, travel, type Areas, type Arrival, type Shown } from './travel';

class Page {
  url = $state.raw(new URL(globalThis.location?.href ?? 'http://none.invalid/'));
  /** What the last part of the path names; empty for a fixed path. */
  id = $state('');
  chain = $state.raw<readonly Shown[]>([]);
  /** Why there is nothing to show: the code of a problem. */
  refused = $state<string | undefined>(undefined);
  /** What a screen reader says on arrival. */
  title = $state('');
}

export const page = new Page();

export interface How {
  /** Takes the place of this address in the history. */
  replaceState?: boolean;
  /** What is new is the answer to something one is still busy with. */
  keepFocus?: boolean;
  noScroll?: boolean;
}

let areas: Areas = {};
let ready: Promise<unknown> = Promise.resolve();
let turn = 0;
let spot = 0;
/** How far down each entry of the history was. */
const depths = new Map<number, number>();

/** Leads to an address of ours. Settles when the screen is there, or another journey has overtaken this one. */
export async function goto(address: string, how: How = {}): Promise<void> {
  const url = new URL(address, page.url);
  const arrival = await arrive(url);
  if (!arrival) return;
  depths.set(spot, scrollY);
  if (how.replaceState || arrival.url.href === location.href) history.replaceState({ spot }, '', arrival.url);
  else history.pushState({ spot: ++spot }, '', arrival.url);
  await show(arrival, how);
  if (how.noScroll) return;
  const place = arrival.url.hash && document.getElementById(arrival.url.hash.slice(1));
  if (place) place.scrollIntoView();
  else scrollTo(0, 0);
}

async function arrive(url: URL): Promise<Arrival | undefined> {
  const mine = ++turn;
  try {
    const arrival = await travel(areas, url, ready);
    return mine === turn ? arrival : undefined;
  } catch (cause) {
    if (!(cause instanceof CodeGone)) throw cause;
    if (mine === turn) location.assign(url); // the server's present build has it
    return undefined;
  }
}

async function show({ url, id, chain, refused }: Arrival, { keepFocus }: How): Promise<void> {
  const before = document.activeElement;
  Object.assign(page, { url, id, chain, refused });
  await tick();
  if (!keepFocus && (document.activeElement === before || document.activeElement === document.body)) begin();
  page.title = document.title;
}

/** The next Tab leads to the first thing of the page. */
function begin(): void {
  const { body } = document;
  body.tabIndex = -1;
  body.focus({ preventScroll: true });
  body.removeAttribute('tabindex');
}

async function back(event: PopStateEvent): Promise<void> {
  const to = Number((event.state as { spot?: number } | null)?.spot ?? spot);
  depths.set(spot, scrollY);
  spot = to;
  if (samePage(location, page.url)) {
    page.url = new URL(location.href);
    return;
  }
  const arrival = await arrive(new URL(location.href));
  if (!arrival) return;
  if (arrival.url.href !== location.href) history.replaceState({ spot }, '', arrival.url);
  await show(arrival, {});
  scrollTo(0, depths.get(to) ?? 0);
}

function click(event: MouseEvent): void {
  const link = follows(event);
  if (!link || !Object.hasOwn(areas, areaOf(link.pathname)) || (link.hash && samePage(link, page.url))) return;
  event.preventDefault();
  void goto(link.href);
}

/** Begins with the address the page was opened at. `until` is waited for before any step loads. Answers when there is something to show. */
export async function start(table: Areas, until: Promise<unknown>): Promise<void> {
  [areas, ready] = [table, until];
  const state = history.state as { spot?: number; depth?: number } | null;
  spot = state?.spot ?? 0;
  history.scrollRestoration = 'manual';
  addEventListener('popstate', (event) => void back(event));
  addEventListener('pagehide', () => history.replaceState({ spot, depth: scrollY }, ''));
  document.addEventListener('click', click);
  const arrival = await travel(areas, new URL(location.href), ready).catch(() => ({ url: page.url, id: '', chain: [], refused: 'offline' }));
  history.replaceState({ spot }, '', arrival.url);
  Object.assign(page, arrival);
  if (state?.depth) void tick().then(() => scrollTo(0, state.depth ?? 0));
}
