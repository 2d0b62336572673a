/** Short news of what has just been done, from anywhere: "The mapping is saved." What went wrong belongs to its place. */

import { createStore, useStore } from "../state/store.ts";

export interface ToastNews {
  readonly id: number;
  readonly text: string;
}

const news = createStore<readonly ToastNews[]>([]);
let last = 0;

/** Long enough to read a sentence twice. */
const shownMilliseconds = 6_000;

/** Tells something. */
export function toast(text: string): void {
  last += 1;
  const id = last;
  news.set([...news.get(), { id, text }]);
  setTimeout(() => dismissToast(id), shownMilliseconds);
}

export function dismissToast(id: number): void {
  news.set(news.get().filter((one) => one.id !== id));
}

/** What is told at the moment, the oldest first. */
export function useToasts(): readonly ToastNews[] {
  return useStore(news);
}
