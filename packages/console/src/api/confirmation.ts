/**
 * Acts of an operator that want the credential once more. Whoever meets the demand waits here for the person; the shell
 * asks. Several acts that wait at the same time are asked for once.
 */

import { useSyncExternalStore } from "react";

type Answer = (confirmed: boolean) => void;

let waiting: readonly Answer[] = [];
const listeners = new Set<() => void>();

/** Waits until the person has confirmed, or has turned away. */
export function confirmAct(): Promise<boolean> {
  return new Promise((resolve) => change([...waiting, resolve]));
}

/** Lets every act that waits go on, or end. */
export function answerConfirmation(confirmed: boolean): void {
  const answered = waiting;
  change([]);
  for (const answer of answered) answer(confirmed);
}

/** Whether an act waits. */
export function useConfirmationAsked(): boolean {
  return useSyncExternalStore(subscribe, () => waiting.length > 0);
}

function change(next: readonly Answer[]): void {
  waiting = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
