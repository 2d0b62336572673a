/** The console: its one table of pages, and the shell around whichever of them is shown. */

import type { PageEntry } from "./shell/page-entry.ts";
import { Shell } from "./shell/shell.tsx";

/** Paths are below /console; the first that fits is shown. A page's module is loaded when somebody goes there. */
const pages: readonly PageEntry[] = [
  {
    path: "/log/:requestId?",
    title: "Exchange log",
    stays: true,
    load: () => import("./pages/log/log-page.tsx"),
  },
];

export function App() {
  return <Shell pages={pages} />;
}
