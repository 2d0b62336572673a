/** Where one is led after signing in: to the page one was at, or the one that the address of the sign-in page names. */

const console = "/console";
const signInPath = "/sign-in";
/** A path alone is read as one of this origin; whatever names an origin names another. */
const nowhere = "https://console.invalid";

/**
 * @param path of the window's address @param search its query, with or without the question mark
 * @returns a path below the console's address, with its query
 */
export function wantedPath(path: string, search: string): string {
  const here = path.startsWith(`${console}/`) ? path.slice(console.length) : "/";
  if (here !== signInPath) return here + search;
  return ownPath(new URLSearchParams(search).get("return")) ?? "/";
}

/** Nothing but a path of the console: a link to the sign-in page could otherwise lead anywhere. */
function ownPath(wanted: string | null): string | null {
  if (wanted === null || !URL.canParse(wanted, nowhere)) return null;
  const { origin, pathname, search } = new URL(wanted, nowhere);
  const below = pathname.slice(console.length);
  if (origin !== nowhere || !pathname.startsWith(`${console}/`) || below === signInPath) return null;
  return below + search;
}
