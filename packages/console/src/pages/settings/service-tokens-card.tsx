/** Service tokens: administrators' secrets for automation, made and ended here. */

import type { ServiceToken } from "@countersign/client";
import { KeySquare, Plus } from "lucide-react";
import { useState } from "react";
import { useRevokeServiceToken, useServiceTokens, useServiceTokensChanged } from "../../api/settings.ts";
import { ConfirmAct } from "../../shell/confirm-act.tsx";
import { Problem } from "../../shell/problem.tsx";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { Card } from "../../ui/card.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { LocalTime, RelativeTime, useNow } from "../../ui/relative-time.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { toast } from "../../ui/toast.ts";
import { CreateServiceToken } from "./create-service-token.tsx";
import { stateOf } from "./service-token-state.ts";

export function ServiceTokensCard() {
  const tokens = useServiceTokens();
  const [creating, setCreating] = useState(false);
  const [ending, setEnding] = useState<ServiceToken | null>(null);
  const changed = useServiceTokensChanged();
  const now = useNow();
  const closeCreation = () => {
    setCreating(false);
    // Not while the new one is shown: whoever made it with the first secret is signed out by that.
    changed();
  };
  const first = tokens.data?.find((one) => one.kind === "first" && stateOf(one, now) === "good");
  return (
    <Card
      title="Service tokens"
      description="Secrets with which automation and administrators use this server. Each is shown once, when it is made."
      flush
      actions={
        <Button icon={<Plus aria-hidden className="size-4" />} onClick={() => setCreating(true)}>
          New service token
        </Button>
      }
    >
      {first !== undefined && (
        <div className="p-4">
          <Callout severity="warning" title="The first secret is still good">
            <p>
              It was written to a file when the server started for the first time, and ends{" "}
              <RelativeTime at={first.expires_at} />, or as soon as a service token is made.
            </p>
          </Callout>
        </div>
      )}
      {tokens.isPending && (
        <div className="p-4">
          <Skeleton lines={3} />
        </div>
      )}
      {tokens.isError && (
        <div className="p-4">
          <Problem
            error={tokens.error}
            title="The service tokens were not read"
            onRetry={() => void tokens.refetch()}
          />
        </div>
      )}
      {tokens.isSuccess && (
        <Table
          label="Service tokens"
          rows={[...tokens.data].reverse()}
          keyOf={({ id }) => id}
          columns={columnsOf(now, setEnding)}
          empty={
            <EmptyState icon={KeySquare} title="There is no service token yet">
              Make one for each script or person, with the least role that does, so that each can be ended by
              itself.
            </EmptyState>
          }
        />
      )}
      {creating && <CreateServiceToken onClose={closeCreation} />}
      {ending !== null && <RevokeServiceToken token={ending} onClose={() => setEnding(null)} />}
    </Card>
  );
}

function columnsOf(now: Date, onRevoke: (token: ServiceToken) => void): readonly Column<ServiceToken>[] {
  return [
    {
      head: "Name",
      names: true,
      cell: ({ name, audience }) => (
        <>
          {name}
          {audience !== null && (
            <span className="block text-sm font-normal text-ink-muted">for {audience.join(", ")}</span>
          )}
        </>
      ),
    },
    { head: "Role", cell: ({ role }) => role },
    { head: "State", cell: (token) => <StateBadge token={token} now={now} /> },
    { head: "Created", cell: ({ created_at }) => <LocalTime at={created_at} /> },
    {
      head: "Ends",
      cell: ({ revoked_at, expires_at }) => <LocalTime at={revoked_at ?? expires_at} />,
    },
    {
      head: "Acts",
      bare: true,
      end: true,
      cell: (token) =>
        stateOf(token, now) === "good" && (
          <Button
            size="small"
            look="quiet"
            aria-label={`Revoke ${token.name}`}
            onClick={() => onRevoke(token)}
          >
            Revoke…
          </Button>
        ),
    },
  ];
}

function StateBadge({ token, now }: { readonly token: ServiceToken; readonly now: Date }) {
  switch (stateOf(token, now)) {
    case "good":
      return <Badge tone="good">good</Badge>;
    case "expired":
      return <Badge>expired</Badge>;
    case "revoked":
      return <Badge>revoked</Badge>;
  }
}

function RevokeServiceToken({
  token,
  onClose,
}: {
  readonly token: ServiceToken;
  readonly onClose: () => void;
}) {
  const revoke = useRevokeServiceToken();
  return (
    <ConfirmAct
      title={`Revoke the service token ${token.name}?`}
      confirmLabel="Revoke"
      dangerous
      act={() => revoke.mutateAsync(token.id)}
      onDone={() => toast(`The service token ${token.name} is revoked.`)}
      onClose={onClose}
    >
      <p>
        Whatever uses it is refused from now on, here and on every other interface, and the tokens that were
        made with it end. If you signed in with it, you will have to sign in again with another.
      </p>
    </ConfirmAct>
  );
}
