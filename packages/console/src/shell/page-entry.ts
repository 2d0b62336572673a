/** What the shell is told of a page. */

import type { ComponentType } from "react";

export interface PageEntry {
  /** Below the console's address, with parameters as `:name`. */
  readonly path: string;
  /** Shown while the page is loading, and as the window's title until the page says more. */
  readonly title: string;
  /** Whether going from one parameter to another stays on the page, which then sees to focus and scrolling itself. */
  readonly stays?: boolean;
  /** Who has a use for it; absent: everybody who may sign in. */
  readonly only?: "operators" | "administrators";
  /** Loads the page's module, which exports the component as its default. */
  readonly load: () => Promise<{ readonly default: ComponentType }>;
}
