/** The frame of every page: where one can go, who one is, what to be warned of, and the page itself. */

import type { Session } from "@countersign/client";
import { Brand } from "./brand.tsx";
import { ConfirmOperator } from "./confirm-operator.tsx";
import { ConnectionNotice } from "./connection-notice.tsx";
import { NavigationList } from "./navigation.tsx";
import type { PageEntry } from "./page-entry.ts";
import { PageOutlet } from "./page-outlet.tsx";
import { SessionWarnings } from "./session-warnings.tsx";
import { TopBar } from "./top-bar.tsx";

interface LayoutProps {
  readonly pages: readonly PageEntry[];
  readonly session: Session;
}

export function Layout({ pages, session }: LayoutProps) {
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[16rem_minmax(0,1fr)]">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:z-50 focus:m-2 focus:rounded-md focus:border focus:border-line focus:bg-surface focus:px-4 focus:py-2"
      >
        Skip to the content
      </a>
      <nav
        aria-label="Main"
        className="sticky top-0 hidden h-dvh overflow-y-auto border-line border-r bg-surface px-3 py-4 lg:block"
      >
        <div className="mb-6 px-3">
          <Brand />
        </div>
        <NavigationList />
      </nav>
      <div className="min-w-0">
        <TopBar session={session} />
        <main id="content" tabIndex={-1} className="mx-auto max-w-[90rem] px-4 py-6 outline-none lg:px-8">
          <ConnectionNotice />
          <SessionWarnings warnings={session.warnings} />
          <PageOutlet pages={pages} />
        </main>
      </div>
      <ConfirmOperator session={session} />
    </div>
  );
}
