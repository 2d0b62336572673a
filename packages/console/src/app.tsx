/** The console: its one table of pages, and the shell around whichever of them is shown. */

import type { PageEntry } from "./shell/page-entry.ts";
import { Shell } from "./shell/shell.tsx";

const mapping = () => import("./pages/mapping/mapping-page.tsx");

/** Paths are below /console; the first that fits is shown. A page's module is loaded when somebody goes there. */
const pages: readonly PageEntry[] = [
  { path: "/", title: "Overview", load: () => import("./pages/overview/overview-page.tsx") },
  { path: "/findings", title: "Findings", load: () => import("./pages/findings/findings-page.tsx") },
  {
    path: "/log/explain",
    title: "Explain a token",
    load: () => import("./pages/log/explain/explain-page.tsx"),
  },
  {
    path: "/log/:requestId?",
    title: "Exchange log",
    stays: true,
    load: () => import("./pages/log/log-page.tsx"),
  },
  {
    path: "/integrations",
    title: "Manage Integrations",
    load: () => import("./pages/integrations/integrations-page.tsx"),
  },
  {
    path: "/new-integration",
    title: "New Integration",
    load: () => import("./pages/integrations/new-integration-page.tsx"),
  },
  {
    path: "/integrations/:name/edit",
    title: "Edit integration",
    load: () => import("./pages/integrations/edit-integration-page.tsx"),
  },
  { path: "/integrations/:name/mappings/new", title: "New identity mapping", load: mapping },
  {
    path: "/integrations/:name",
    title: "Integration",
    load: () => import("./pages/integrations/provider-page.tsx"),
  },
  { path: "/mappings/:id", title: "Identity mapping", load: mapping },
  { path: "/tokens", title: "Tokens", load: () => import("./pages/tokens/tokens-page.tsx") },
  { path: "/keys", title: "Keys", only: "operators", load: () => import("./pages/keys/keys-page.tsx") },
  { path: "/projects", title: "Projects", load: () => import("./pages/projects/projects-page.tsx") },
  { path: "/projects/:key", title: "Project", load: () => import("./pages/projects/project-page.tsx") },
  {
    path: "/audit",
    title: "Audit",
    only: "administrators",
    load: () => import("./pages/audit/audit-page.tsx"),
  },
  {
    path: "/settings",
    title: "Settings",
    only: "operators",
    load: () => import("./pages/settings/settings-page.tsx"),
  },
];

export function App() {
  return <Shell pages={pages} />;
}
