/**
 * Shows the page that the address names. After a navigation the focus goes to the page's heading once the page is there,
 * so that whoever does not see the page hears where they are.
 */

import { type ComponentType, Suspense, useEffect, useRef } from "react";
import { Redirect, Route, Switch, useLocation } from "wouter";
import { useIsOperator, useSeesAll } from "../api/rights.ts";
import { useWindowTitle } from "../ui/page-header.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { ErrorBoundary } from "./error-boundary.tsx";
import { lazily } from "./lazily.ts";
import { NotFoundPage } from "./not-found-page.tsx";
import { NotYoursPage } from "./not-yours-page.tsx";
import type { PageEntry } from "./page-entry.ts";
import { wantedPath } from "./return-path.ts";

/** Modules are loaded once, however often a page is shown. */
const loaded = new Map<PageEntry, ComponentType>();

export function PageOutlet({ pages }: { readonly pages: readonly PageEntry[] }) {
  const [location] = useLocation();
  const [isOperator, seesAll] = [useIsOperator(), useSeesAll()];
  return (
    <Switch>
      {pages.map((entry) => {
        const Page = componentOf(entry);
        const isTheirs = entry.only === undefined || (entry.only === "operators" ? isOperator : seesAll);
        const place = entry.stays ? entry.path : location;
        return (
          <Route key={entry.path} path={entry.path}>
            <ErrorBoundary key={place}>
              <Suspense fallback={<Loading title={entry.title} />}>
                {isTheirs ? <Page /> : <NotYoursPage title={entry.title} only={entry.only} />}
                <Arrival place={place} />
              </Suspense>
            </ErrorBoundary>
          </Route>
        );
      })}
      <Route path="/sign-in">
        <Redirect to={wantedPath(window.location.pathname, window.location.search)} replace />
      </Route>
      <Route>
        <NotFoundPage />
        <Arrival place={location} />
      </Route>
    </Switch>
  );
}

function componentOf(entry: PageEntry): ComponentType {
  const component = loaded.get(entry) ?? lazily(entry.load);
  loaded.set(entry, component);
  return component;
}

function Loading({ title }: { readonly title: string }) {
  useWindowTitle(title);
  return <Skeleton lines={6} />;
}

/** Where the last page was; the first page of a visit leaves the focus where the browser has it. */
let arrivedAt: string | null = null;

/** Stands beside a page, so that its effect runs when the page is there. */
function Arrival({ place }: { readonly place: string }) {
  const marker = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (arrivedAt !== null && arrivedAt !== place) {
      marker.current?.closest("main")?.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    arrivedAt = place;
  }, [place]);
  return <span ref={marker} hidden />;
}
