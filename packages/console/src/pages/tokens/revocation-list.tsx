/** What was revoked, by whom and when. */

import type { Revocation } from "@countersign/client";
import { Ban } from "lucide-react";
import { useRevocations } from "../../api/tokens.ts";
import { Problem } from "../../shell/problem.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Code } from "../../ui/code.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { OutsideText } from "../../ui/outside-text.tsx";
import { LocalTime } from "../../ui/relative-time.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { type Column, Table } from "../../ui/table.tsx";

export function RevocationList() {
  const revocations = useRevocations();
  if (revocations.isPending) return <Skeleton lines={5} />;
  if (revocations.isError) {
    return (
      <Problem
        error={revocations.error}
        title="The revocations were not read"
        onRetry={() => void revocations.refetch()}
      />
    );
  }
  return (
    <Card flush>
      <Table
        label="Revocations"
        rows={revocations.data.pages.flatMap(({ items }) => items)}
        keyOf={({ kind, id, name }) => `${kind} ${id ?? name ?? ""}`}
        columns={columns}
        empty={
          <EmptyState icon={Ban} title="Nothing was revoked yet">
            What you revoke is listed here: single tokens until a day after they expire, everything else for
            good.
          </EmptyState>
        }
      />
      {revocations.hasNextPage && (
        <div className="flex justify-center border-line border-t p-3">
          <Button busy={revocations.isFetchingNextPage} onClick={() => void revocations.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
    </Card>
  );
}

const columns: readonly Column<Revocation>[] = [
  { head: "Revoked", names: true, cell: whatOf },
  {
    head: "Issued up to",
    cell: ({ not_before }) => (not_before === null ? "" : <LocalTime at={not_before} precise />),
  },
  { head: "By", cell: ({ revoked_by }) => revoked_by },
  { head: "At", cell: ({ revoked_at }) => <LocalTime at={revoked_at} precise /> },
];

function whatOf({ kind, id, name }: Revocation) {
  switch (kind) {
    case "everything":
      return "Everything";
    case "user":
      return (
        <>
          All of user <OutsideText text={name ?? ""} />
        </>
      );
    case "provider":
    case "mapping":
      return (
        <>
          All of {kind} {name ?? <Code>{id ?? ""}</Code>}
        </>
      );
    case "token":
      return (
        <>
          Token <Code>{id ?? ""}</Code>
        </>
      );
  }
}
