/**
 * Where things that float belong. A modal dialog makes the rest of the page unreachable, so what opens from within it
 * has to be drawn within it.
 */

import { createContext, useContext } from "react";

const OverlayContext = createContext<HTMLElement | null>(null);

/** Put around what is inside a dialog, with the dialog's element. */
export const OverlayProvider = OverlayContext.Provider;

/** Where to draw; undefined for the page itself. */
export function useOverlay(): HTMLElement | undefined {
  return useContext(OverlayContext) ?? undefined;
}
