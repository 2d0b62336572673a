/** An entry in place of the list, where there is no room for both. Going back leads to where one was in the list. */

import { ArrowLeft } from "lucide-react";
import { useEffect } from "react";
import { LinkButton } from "../../../ui/button.tsx";
import { PageHeader } from "../../../ui/page-header.tsx";
import { listAddress } from "../addresses.ts";
import type { LogFilters } from "../model/filters.ts";
import { EntryView } from "./entry-view.tsx";

interface EntryPageProps {
  readonly requestId: string;
  readonly filters: LogFilters;
}

export function EntryPage({ requestId, filters }: EntryPageProps) {
  useEffect(() => {
    scrollTo(0, 0);
    document.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true });
  }, []);
  return (
    <>
      <PageHeader
        title="Entry of the log"
        actions={
          <LinkButton href={listAddress(filters)} icon={<ArrowLeft aria-hidden className="size-4" />}>
            Back to the log
          </LinkButton>
        }
      />
      <div className="rounded-lg border border-line bg-surface p-4">
        <h2 className="sr-only">What happened</h2>
        <EntryView key={requestId} requestId={requestId} />
      </div>
    </>
  );
}
