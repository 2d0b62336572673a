/** What stands below the rows: that more is on its way, that there is no more, or why nothing came. */

import { ScrollText } from "lucide-react";
import { Problem } from "../../../shell/problem.tsx";
import { LinkButton } from "../../../ui/button.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { LocalTime } from "../../../ui/relative-time.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { listAddress } from "../addresses.ts";
import { countFilters, type LogFilters, noFilters } from "../model/filters.ts";
import { countRows, momentOf } from "../model/log-list.ts";
import { type FeedState, mostRows } from "./feed.ts";

interface ListEndProps {
  readonly state: FeedState;
  readonly filters: LogFilters;
  readonly onRetry: () => void;
}

export function ListEnd({ state, filters, onRetry }: ListEndProps) {
  const { list, starting, problem } = state;
  const count = countRows(list);
  if (problem !== null) {
    return (
      <div className="p-4">
        <Problem error={problem} title="The log could not be read" onRetry={onRetry} />
      </div>
    );
  }
  if (starting && count === 0) {
    return (
      <div className="p-4">
        <Skeleton lines={8} />
      </div>
    );
  }
  if (list.older === null)
    return count === 0 ? <Nothing filters={filters} /> : <End>These are all there are.</End>;
  if (count >= mostRows) {
    return (
      <End>
        A page shows no more than {mostRows.toLocaleString()} at once. Choose a period to see what is older.
      </End>
    );
  }
  return (
    <End>
      Looking further back: so far to <LocalTime at={momentOf(list.older)} /> …
    </End>
  );
}

function End({ children }: { readonly children: React.ReactNode }) {
  return <p className="px-4 py-3 text-center text-sm text-ink-muted">{children}</p>;
}

function Nothing({ filters }: { readonly filters: LogFilters }) {
  if (countFilters(filters) > 0) {
    return (
      <EmptyState
        icon={ScrollText}
        title="Nothing fits these filters"
        actions={<LinkButton href={listAddress(noFilters)}>Show everything</LinkButton>}
      >
        Take one away, or choose a longer period. Records are deleted when their time is over.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={ScrollText}
      title="Nothing has been exchanged yet"
      actions={<LinkButton href="/integrations">Manage integrations</LinkButton>}
    >
      Connect a CI system and have it exchange a token: it appears here by itself, whether it was accepted or
      refused.
    </EmptyState>
  );
}
