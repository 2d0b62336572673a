/** Short news of what has just been done, from anywhere: "The mapping is saved." What went wrong belongs to its place. */

import { useSyncExternalStore } from "react";

export interface ToastNews {
  readonly id: number;
  readonly text: string;
}

let news: readonly ToastNews[] = [];
let last = 0;
const listeners = new Set<() => void>();

/** Long enough to read a sentence twice. */
const shownMilliseconds = 6_000;

/** Tells something. */
export function toast(text: string): void {
  last += 1;
  const id = last;
  change([...news, { id, text }]);
  setTimeout(() => dismissToast(id), shownMilliseconds);
}

export function dismissToast(id: number): void {
  change(news.filter((one) => one.id !== id));
}

/** What is told at the moment, the oldest first. */
export function useToasts(): readonly ToastNews[] {
  return useSyncExternalStore(subscribe, () => news);
}

function change(next: readonly ToastNews[]): void {
  news = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
