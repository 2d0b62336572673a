/**
 * Going back in the browser, before anything else hears of it. A window calls its listeners in the order in which they
 * came, so whoever wants to keep a page from being left has to stand in front of the router, which is there from the
 * first drawing on.
 */

type Guard = (event: PopStateEvent) => void;

let guard: Guard | null = null;

/** To be called once, before the console is drawn. */
export function watchGoingBack(): void {
  addEventListener("popstate", (event) => guard?.(event));
}

/** Has going back ask here first. @returns what takes the guard away */
export function guardGoingBack(wanted: Guard): () => void {
  guard = wanted;
  return () => {
    if (guard === wanted) guard = null;
  };
}
