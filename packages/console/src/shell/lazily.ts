/** Parts of the console that are loaded when they are first shown, and what becomes of one that does not arrive. */

import { type ComponentType, lazy } from "react";

/** The script of a part is not to be had: the server is away, or was updated and has another one by now. */
export class NotLoaded extends Error {
  override readonly name = "NotLoaded";
}

/**
 * A component whose module is loaded once, when it is first shown: below a `Suspense`, which shows something meanwhile.
 * The error boundary of the page says what to do where the module does not arrive.
 */
export function lazily<Props>(load: () => Promise<{ readonly default: ComponentType<Props> }>) {
  return lazy(() =>
    load().catch((error: unknown) => {
      throw new NotLoaded("The module did not arrive.", { cause: error });
    }),
  );
}
