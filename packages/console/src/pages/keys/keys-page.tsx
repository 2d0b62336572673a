/** The keys that sign access tokens: which there are, when they take over, and how to replace them. */

import type { SigningKey } from "@countersign/client";
import { KeyRound, RotateCw, Siren } from "lucide-react";
import { useState } from "react";
import { useKeys } from "../../api/keys.ts";
import { useSettings } from "../../api/settings.ts";
import { Problem } from "../../shell/problem.tsx";
import { Badge, type Tone } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { Card } from "../../ui/card.tsx";
import { Code } from "../../ui/code.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Facts } from "../../ui/facts.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { LocalTime, RelativeTime } from "../../ui/relative-time.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { KeyPicture } from "./key-picture.tsx";
import { nextRotation } from "./key-timeline.ts";
import { RotateDialog } from "./rotate-dialog.tsx";

export default function KeysPage() {
  const keys = useKeys();
  const [rotating, setRotating] = useState<"planned" | "emergency" | null>(null);
  return (
    <>
      <PageHeader
        title="Keys"
        description="What access tokens are signed with. A next key is published long before it signs, so that a rotation disturbs nobody."
        actions={
          <>
            <Button
              icon={<RotateCw aria-hidden className="size-4" />}
              disabled={!keys.isSuccess}
              onClick={() => setRotating("planned")}
            >
              Rotate now…
            </Button>
            <Button
              look="dangerous"
              icon={<Siren aria-hidden className="size-4" />}
              disabled={!keys.isSuccess}
              onClick={() => setRotating("emergency")}
            >
              Emergency…
            </Button>
          </>
        }
      />
      {keys.isPending && <Skeleton lines={6} />}
      {keys.isError && (
        <Problem error={keys.error} title="The keys were not read" onRetry={() => void keys.refetch()} />
      )}
      {keys.isSuccess && <Keys keys={keys.data} />}
      {rotating !== null && (
        <RotateDialog emergency={rotating === "emergency"} onClose={() => setRotating(null)} />
      )}
    </>
  );
}

function Keys({ keys }: { readonly keys: readonly SigningKey[] }) {
  const next = nextRotation(keys);
  return (
    <div className="space-y-4">
      {!keys.some(({ state }) => state === "active") && (
        <Callout severity="critical" title="No key signs">
          <p>No token can be issued. Restart the server: it then makes a key, or says what is missing.</p>
        </Callout>
      )}
      <Card title="At a glance">
        <Facts
          facts={[
            {
              term: "Next rotation",
              value:
                next === null ? (
                  "None by itself: rotate when you want to, or set COUNTERSIGN_KEY_ROTATION_DAYS."
                ) : (
                  <>
                    <RelativeTime at={next} />, <LocalTime at={next} />
                  </>
                ),
            },
            { term: "Verifiers read", value: <KeySetAddress /> },
          ]}
        />
        <KeyPicture keys={keys} />
      </Card>
      <Card title="Published keys" flush>
        <Table label="Published keys" rows={keys} keyOf={({ kid }) => kid} columns={columns} />
      </Card>
    </div>
  );
}

/** Tokens name the server's first public URL as their issuer, and their keys are there. */
function KeySetAddress() {
  const settings = useSettings();
  const shown = settings.data?.settings.find(({ name }) => name === "COUNTERSIGN_PUBLIC_URL")?.value;
  const address = `${shown?.split(",")[0] ?? location.origin}/.well-known/jwks.json`;
  return (
    <span className="flex flex-wrap items-center gap-1">
      <Code>{address}</Code>
      <CopyButton text={address} label="Copy the address of the key set" />
    </span>
  );
}

const states: Readonly<Record<SigningKey["state"], { readonly tone: Tone; readonly meaning: string }>> = {
  next: { tone: "notice", meaning: "Published, does not sign yet." },
  active: { tone: "good", meaning: "Signs." },
  standby: { tone: "neutral", meaning: "Of an algorithm that is published and does not sign." },
  retired: { tone: "neutral", meaning: "Published for the tokens it signed." },
};

const columns: readonly Column<SigningKey>[] = [
  {
    head: "Key",
    names: true,
    cell: ({ kid, algorithm }) => (
      <span className="inline-flex items-start gap-2">
        <KeyRound aria-hidden className="mt-1 size-4 shrink-0 text-ink-muted" />
        <span className="min-w-0">
          <span className="font-mono text-sm">{kid}</span>
          <span className="block text-sm font-normal text-ink-muted">{algorithm}</span>
        </span>
      </span>
    ),
  },
  {
    head: "State",
    cell: ({ state }) => (
      <>
        <Badge tone={states[state].tone}>{state}</Badge>
        <span className="mt-0.5 block text-sm text-ink-muted">{states[state].meaning}</span>
      </>
    ),
  },
  {
    head: "Signs from",
    cell: ({ state, active_from }) => (state === "standby" ? "not planned" : <LocalTime at={active_from} />),
  },
  {
    head: "Signs until",
    cell: ({ signs_until }) => (signs_until === null ? "not planned" : <LocalTime at={signs_until} />),
  },
  {
    head: "Published until",
    cell: ({ published_until }) =>
      published_until === null ? "not known yet" : <LocalTime at={published_until} />,
  },
];
