/**
 * Long work of the core, in steps: it stops wherever it may be interrupted, and whoever drives it decides whether
 * to go on at once or to let others have their turn first.
 */

/** Stops after each step; ends with the result. */
export type Steps<T> = Generator<void, T, void>;

/** Goes on at once, for work that is short. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
