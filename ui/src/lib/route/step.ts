import type { Component, ComponentProps } from 'svelte';

/** Where somebody wishes to go. */
export interface Visit {
  url: URL;
  /** What the last part of the path names; empty for a fixed path. */
  id: string;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a chain holds components of every kind; `step` checks each one's props
type View = Component<any>;

/**
 * One step on the way to a screen: who may enter and what is fetched (`load`), and what is shown, around the next step or as
 * the screen itself. What `load` answers are the props of the view.
 */
export interface Step {
  load?: (visit: Visit) => unknown;
  view?: () => View | Promise<View>;
}

export interface Route {
  path: string;
  steps: readonly Step[];
}

type Props<V extends View> = Omit<ComponentProps<V>, 'children'>;

/** A step whose code is fetched when somebody goes there. */
export const lazy = <V extends View>(code: () => Promise<{ default: V }>, load?: (visit: Visit) => Props<V> | Promise<Props<V>>): Step => ({
  view: () => code().then((module) => module.default),
  load,
});

/** A step whose code came with the table. */
export const ready = <V extends View>(view: V, load?: (visit: Visit) => Props<V> | Promise<Props<V>>): Step => ({ view: () => view, load });

/** Thrown by a `load` to lead elsewhere. The address that was asked for leaves no trace in the history. */
export class Elsewhere {
  constructor(readonly path: string) {}
}
