/**
 * From an address to what is shown: its steps' code and data, with every redirection followed. Nothing here touches the
 * page, so that a journey that was overtaken by another leaves nothing behind.
 */
import type { Component } from 'svelte';
import { areaOf, match } from './match';
import { Elsewhere, type Route, type Visit } from './step';

/** The areas by the first part of their paths; each brings its table. */
export type Areas = Readonly<Record<string, () => Promise<{ default: readonly Route[] }>>>;

export interface Shown {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- see step.ts
  view: Component<any>;
  props: Record<string, unknown>;
}

export interface Arrival extends Visit {
  chain: readonly Shown[];
  /** Why there is nothing to show: the code of a problem. */
  refused?: string;
}

/** A chain of redirections longer than this goes in a circle. */
const mostHops = 8;

/** The code of a page is not to be had: an older build's, or the line broke. Only loading the page anew helps. */
export class CodeGone {
  constructor(readonly url: URL) {}
}

async function walk(areas: Areas, url: URL, ready: Promise<unknown>): Promise<Arrival> {
  const gone = () => {
    throw new CodeGone(url);
  };
  const routes = (await (Object.hasOwn(areas, areaOf(url.pathname)) ? areas[areaOf(url.pathname)] : undefined)?.().catch(gone))?.default ?? [];
  const found = match(routes, url.pathname);
  if (!found) {
    await ready; // also this is said in the reader's language
    return { url, id: '', chain: [], refused: 'absent' };
  }
  const visit = { url, id: found.id };
  const { steps } = found.route;
  const code = Promise.all(steps.map((step) => step.view?.())).catch(gone);
  code.catch(() => undefined); // told when it is awaited, unless a step leads elsewhere first
  await ready;
  const props: unknown[] = [];
  for (const step of steps) props.push(await step.load?.(visit));
  const chain = (await code).flatMap((view, i) => (view ? [{ view, props: (props[i] ?? {}) as Record<string, unknown> }] : []));
  return { ...visit, chain };
}

/** Follows an address to its end. Throws {@link CodeGone}, and nothing else. */
export async function travel(areas: Areas, url: URL, ready: Promise<unknown>, hops = 0): Promise<Arrival> {
  try {
    return await walk(areas, url, ready);
  } catch (cause) {
    if (cause instanceof CodeGone) throw cause;
    if (cause instanceof Elsewhere && hops < mostHops) return travel(areas, new URL(cause.path, url), ready, hops + 1);
    const code = (cause as { code?: unknown }).code;
    if (typeof code !== 'string') reportError(cause);
    return { url, id: '', chain: [], refused: typeof code === 'string' ? code : 'internal' };
  }
}
