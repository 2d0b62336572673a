/** The frame of every page: where one can go, who one is, what to be warned of, and the page itself. */

import type { Session } from "../api/session-state.ts";
import { Callout } from "../ui/callout.tsx";
import { AccountBar } from "./account-bar.tsx";
import { Brand } from "./brand.tsx";
import { Navigation } from "./navigation.tsx";
import type { PageEntry } from "./page-entry.ts";
import { PageOutlet } from "./page-outlet.tsx";

interface LayoutProps {
  readonly pages: readonly PageEntry[];
  readonly session: Session;
}

export function Layout({ pages, session }: LayoutProps) {
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[15rem_minmax(0,1fr)]">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:m-2 focus:rounded-md focus:bg-surface focus:px-4 focus:py-2"
      >
        Skip to the content
      </a>
      <aside className="border-line border-r bg-surface px-3 py-4 max-lg:border-r-0 max-lg:border-b">
        <div className="mb-5 px-3">
          <Brand />
        </div>
        <Navigation />
      </aside>
      <div className="min-w-0">
        <AccountBar session={session} />
        <main id="content" tabIndex={-1} className="mx-auto max-w-[90rem] px-4 py-6 lg:px-8">
          <Warnings warnings={session.warnings} />
          <PageOutlet pages={pages} />
        </main>
      </div>
    </div>
  );
}

function Warnings({ warnings }: { readonly warnings: Session["warnings"] }) {
  if (warnings.length === 0) return null;
  return (
    <section aria-label="Warnings" className="mb-6 space-y-2">
      {warnings.map(({ code, message }) => (
        <Callout key={code} severity="warning">
          {message}
        </Callout>
      ))}
    </section>
  );
}
