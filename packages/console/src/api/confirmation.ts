/**
 * Acts of an operator that want the credential once more. Whoever meets the demand waits here for the person; the shell
 * asks. Several acts that wait at the same time are asked for once.
 */

import { createStore, useStore } from "../state/store.ts";

type Answer = (confirmed: boolean) => void;

const waiting = createStore<readonly Answer[]>([]);

/** Waits until the person has confirmed, or has turned away. */
export function confirmAct(): Promise<boolean> {
  return new Promise((resolve) => waiting.set([...waiting.get(), resolve]));
}

/** Lets every act that waits go on, or end. */
export function answerConfirmation(confirmed: boolean): void {
  const answered = waiting.get();
  waiting.set([]);
  for (const answer of answered) answer(confirmed);
}

/** Whether an act waits. */
export function useConfirmationAsked(): boolean {
  return useStore(waiting).length > 0;
}
