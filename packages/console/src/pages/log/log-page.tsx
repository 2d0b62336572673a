/** The exchange log: a list that goes on by itself, and beside it, or in its place where there is little room, one entry. */

import { FileSearch } from "lucide-react";
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { useLocation, useParams, useSearch } from "wouter";
import { LinkButton } from "../../ui/button.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Switch } from "../../ui/switch.tsx";
import { entryAddress, explainPath, listAddress } from "./addresses.ts";
import { EntryPage } from "./entry/entry-page.tsx";
import { EntryPanel } from "./entry/entry-panel.tsx";
import { listFor } from "./list/feeds.ts";
import { FilterBar } from "./list/filter-bar.tsx";
import { ListEnd } from "./list/list-end.tsx";
import { LogTable } from "./list/log-table.tsx";
import { NewExchanges } from "./list/new-exchanges.tsx";
import { ProviderChoice, useMustChooseProvider } from "./list/provider-choice.tsx";
import { useLive } from "./list/use-live.ts";
import { useMedia } from "./list/use-media.ts";
import { type LogFilters, mayGrow, readFilters } from "./model/filters.ts";
import { countRows } from "./model/log-list.ts";

/** From here on there is room for a list and an entry beside each other. */
const roomForTwo = "(min-width: 80rem)";
/** From here on a line has room for all its columns; an entry beside the list takes that room. */
const roomForLines = "(min-width: 72rem)";

export default function LogPage() {
  const { requestId } = useParams<{ requestId?: string }>();
  const search = useSearch();
  const filters = useMemo(() => readFilters(new URLSearchParams(search)), [search]);
  const beside = useMedia(roomForTwo);
  if (requestId !== undefined && !beside) return <EntryPage requestId={requestId} filters={filters} />;
  return <ListPage requestId={requestId ?? null} filters={filters} />;
}

interface ListPageProps {
  readonly requestId: string | null;
  readonly filters: LogFilters;
}

function ListPage({ requestId, filters }: ListPageProps) {
  const [, navigate] = useLocation();
  const mustChoose = useMustChooseProvider(filters);
  const arrival = useRef(requestId !== null);
  useEffect(() => {
    if (requestId === null) arrival.current = false;
  }, [requestId]);
  return (
    <div className={requestId === null ? "" : "grid grid-cols-[minmax(0,1fr)_minmax(0,36rem)] gap-6"}>
      <div className="min-w-0">
        <PageHeader
          title="Exchange log"
          description="Every exchange, login and sign-in that reached a provider, with why it ended as it did."
          actions={
            <LinkButton href={`/log/${explainPath}`} icon={<FileSearch aria-hidden className="size-4" />}>
              Explain a token
            </LinkButton>
          }
        />
        <FilterBar
          filters={filters}
          onChange={(changed) => navigate(listAddress(changed), { replace: true })}
          onReference={(reference) => navigate(entryAddress(reference, filters))}
        />
        {mustChoose ? <ProviderChoice filters={filters} /> : <List requestId={requestId} filters={filters} />}
      </div>
      {requestId !== null && (
        <EntryPanel requestId={requestId} arrival={arrival} onClose={() => navigate(listAddress(filters))} />
      )}
    </div>
  );
}

function List({ requestId, filters }: ListPageProps) {
  const open = listFor(filters);
  const { feed } = open;
  const state = useSyncExternalStore(feed.subscribe, feed.state);
  const grows = mayGrow(filters, Date.now());
  const [live, setLive] = useState(true);
  useLive(feed, live && grows);
  const wide = useMedia(roomForLines);
  const empty = countRows(state.list) === 0;
  const showNew = () => {
    feed.showNew();
    scrollTo(0, 0);
  };
  return (
    <section aria-label="Exchanges" className="rounded-lg border border-line bg-surface">
      {grows && (
        <div className="flex flex-wrap items-center justify-between gap-2 border-line border-b px-4 py-2">
          <p className="text-sm text-ink-muted">
            {state.liveProblem === null
              ? "The latest first."
              : "The server does not answer at the moment; trying again."}
          </p>
          <Switch label="Live" checked={live} onChange={setLive} />
        </div>
      )}
      <NewExchanges list={state.list} onShow={showNew} />
      {!empty && (
        <LogTable
          key={open.name}
          open={open}
          state={state}
          selected={requestId}
          hrefOf={(id) => entryAddress(id, filters)}
          asCards={!wide || requestId !== null}
        />
      )}
      <ListEnd state={state} filters={filters} onRetry={() => feed.retry()} />
    </section>
  );
}
