/** Signed checkpoints of the chain, to be kept where the database is not. */

import type { Checkpoint } from "@countersign/client";
import { Stamp } from "lucide-react";
import { useCheckpoints, useMakeCheckpoint } from "../../api/audit.ts";
import { Problem } from "../../shell/problem.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { LocalTime } from "../../ui/relative-time.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { toast } from "../../ui/toast.ts";

export function CheckpointsCard() {
  const checkpoints = useCheckpoints();
  const make = useMakeCheckpoint();
  return (
    <Card
      title="Checkpoints"
      description="Each says, signed, what the chain held at least."
      flush
      actions={
        <Button
          icon={<Stamp aria-hidden className="size-4" />}
          busy={make.isPending}
          onClick={() =>
            make.mutate(undefined, { onSuccess: () => toast("A checkpoint is made and logged.") })
          }
        >
          Make a checkpoint
        </Button>
      }
    >
      <p className="px-4 pb-2 text-sm text-ink-muted">
        Keep some where nobody can write who can write the database. The server logs every one, so a log that
        is collected elsewhere is enough.
      </p>
      {make.isError && (
        <div className="p-4">
          <Problem error={make.error} title="No checkpoint was made" />
        </div>
      )}
      {checkpoints.isPending && (
        <div className="p-4">
          <Skeleton lines={4} />
        </div>
      )}
      {checkpoints.isError && (
        <div className="p-4">
          <Problem
            error={checkpoints.error}
            title="The checkpoints were not read"
            onRetry={() => void checkpoints.refetch()}
          />
        </div>
      )}
      {checkpoints.isSuccess && (
        <Table
          label="Checkpoints"
          rows={checkpoints.data.pages.flatMap(({ items }) => items)}
          keyOf={({ id }) => id}
          columns={columns}
          empty={
            <EmptyState icon={Stamp} title="There is no checkpoint yet">
              The server makes one an hour, and one at a clean stop. Make the first one now.
            </EmptyState>
          }
        />
      )}
      {checkpoints.hasNextPage && (
        <div className="flex justify-center border-line border-t p-3">
          <Button busy={checkpoints.isFetchingNextPage} onClick={() => void checkpoints.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
    </Card>
  );
}

const columns: readonly Column<Checkpoint>[] = [
  { head: "Made", names: true, cell: ({ made_at }) => <LocalTime at={made_at} precise /> },
  { head: "Id", cell: ({ id }) => <span className="font-mono text-sm">{id}</span> },
  {
    head: "Copy",
    bare: true,
    end: true,
    cell: ({ id, checkpoint }) => <CopyButton text={checkpoint} label={`Copy the checkpoint ${id}`} />,
  },
];
