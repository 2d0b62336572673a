/** State outside of components, for what arises elsewhere than on the page: one value, and who is told of a new one. */

import { useSyncExternalStore } from "react";

export interface Store<T> {
  readonly get: () => T;
  /** Tells everybody, unless the value is the same. */
  readonly set: (value: T) => void;
  /** @returns how to be told no longer */
  readonly subscribe: (listener: () => void) => () => void;
}

export function createStore<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The value, in a component that is drawn again when it changes. */
export function useStore<T>({ subscribe, get }: Store<T>): T {
  return useSyncExternalStore(subscribe, get);
}
