/** The list of live tokens, with its filters and what can be done with each. */

import type { Token } from "@countersign/client";
import { Ban, Info, ScrollText, Ticket } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { useMappingNames, useProviderNames } from "../../api/names.ts";
import { type TokenFilter, useRevoke, useTokenCount, useTokens } from "../../api/tokens.ts";
import { faceInWords } from "../../explaining/face-words.ts";
import { ConfirmAct } from "../../shell/confirm-act.tsx";
import { Problem } from "../../shell/problem.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Menu } from "../../ui/menu.tsx";
import { OutsideText } from "../../ui/outside-text.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { SearchInput } from "../../ui/search-input.tsx";
import { Select } from "../../ui/select.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { toast } from "../../ui/toast.ts";
import { holderOf, originOf, TokenDialog } from "./token-dialog.tsx";

interface Chosen {
  readonly user: string;
  readonly provider: string;
  readonly mappingId: string;
}

const nothingChosen: Chosen = { user: "", provider: "", mappingId: "" };

/** @param mayRevoke whether the reader may end single tokens */
export function TokenList({ mayRevoke }: { readonly mayRevoke: boolean }) {
  const [chosen, setChosen] = useState(nothingChosen);
  const [shown, setShown] = useState<Token | null>(null);
  const [ending, setEnding] = useState<Token | null>(null);
  const filter = useDeferredValue(chosen);
  const tokens = useTokens(filterOf(filter));
  const rows = tokens.data?.pages.flatMap(({ items }) => items) ?? [];
  const isFiltered = chosen !== nothingChosen;
  return (
    <Card flush>
      <Filters chosen={chosen} onChange={setChosen} />
      {tokens.isPending && (
        <div className="p-4">
          <Skeleton lines={5} />
        </div>
      )}
      {tokens.isError && (
        <div className="p-4">
          <Problem
            error={tokens.error}
            title="The tokens were not read"
            onRetry={() => void tokens.refetch()}
          />
        </div>
      )}
      {tokens.isSuccess && (
        <Table
          label="Live tokens"
          keyOf={({ id }) => id}
          rows={rows}
          columns={columnsOf({ mayRevoke, onShow: setShown, onRevoke: setEnding })}
          empty={<NoTokens isFiltered={isFiltered} onClear={() => setChosen(nothingChosen)} />}
        />
      )}
      {tokens.hasNextPage && (
        <div className="flex justify-center border-line border-t p-3">
          <Button busy={tokens.isFetchingNextPage} onClick={() => void tokens.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
      {shown !== null && <TokenDialog token={shown} onClose={() => setShown(null)} />}
      {ending !== null && <RevokeOne token={ending} onClose={() => setEnding(null)} />}
    </Card>
  );
}

function filterOf({ user, provider, mappingId }: Chosen): TokenFilter {
  return {
    ...(user.trim() !== "" && { user: user.trim() }),
    ...(provider !== "" && { provider }),
    ...(mappingId !== "" && { mapping_id: mappingId }),
  };
}

function Filters({
  chosen,
  onChange,
}: {
  readonly chosen: Chosen;
  readonly onChange: (chosen: Chosen) => void;
}) {
  const providers = useProviderNames();
  const mappings = useMappingNames(chosen.provider === "" ? null : chosen.provider);
  const count = useTokenCount(filterOf(useDeferredValue(chosen)));
  return (
    <div className="flex flex-wrap items-center gap-2 border-line border-b p-3">
      <SearchInput
        label="User"
        placeholder="User name"
        value={chosen.user}
        onChange={(user) => onChange({ ...chosen, user })}
        className="w-56 max-sm:w-full"
      />
      <Select
        aria-label="Provider"
        value={chosen.provider}
        onChange={(provider) => onChange({ ...chosen, provider, mappingId: "" })}
        choices={[
          { value: "", label: "Every provider" },
          ...(providers.data ?? []).map(({ name }) => ({ value: name, label: name })),
        ]}
        className="w-48 max-sm:w-full"
      />
      {chosen.provider !== "" && (
        <Select
          aria-label="Mapping"
          value={chosen.mappingId}
          onChange={(mappingId) => onChange({ ...chosen, mappingId })}
          choices={[
            { value: "", label: "Every mapping" },
            ...(mappings.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
          className="w-48 max-sm:w-full"
        />
      )}
      <p role="status" className="ml-auto text-sm text-ink-muted tabular-nums">
        {count.data && counted(count.data)}
      </p>
    </div>
  );
}

function counted({ count, complete }: { readonly count: number; readonly complete: boolean }): string {
  const tokens = `${count.toLocaleString("en")} live ${count === 1 ? "token" : "tokens"}`;
  return complete ? tokens : `at least ${tokens}`;
}

interface RowActs {
  readonly mayRevoke: boolean;
  readonly onShow: (token: Token) => void;
  readonly onRevoke: (token: Token) => void;
}

function columnsOf({ mayRevoke, onShow, onRevoke }: RowActs): readonly Column<Token>[] {
  return [
    {
      head: "Holder",
      names: true,
      cell: (token) => (
        <>
          <OutsideText text={holderOf(token)} />
          {token.description !== "" && (
            <span className="block text-sm font-normal text-ink-muted">
              <OutsideText text={token.description} />
            </span>
          )}
        </>
      ),
    },
    { head: "Came through", cell: originOf },
    { head: "For", cell: ({ face }) => faceInWords(face) },
    { head: "Issued", cell: ({ issued_at }) => <RelativeTime at={issued_at} /> },
    { head: "Expires", cell: ({ expires_at }) => <RelativeTime at={expires_at} /> },
    {
      head: "Acts",
      bare: true,
      end: true,
      cell: (token) => (
        <Menu
          label={`Acts for the token of ${holderOf(token)}`}
          items={[
            {
              label: "Details",
              icon: <Info aria-hidden className="size-4" />,
              onSelect: () => onShow(token),
            },
            ...(token.request_id === null
              ? []
              : [
                  {
                    label: "Show the exchange",
                    icon: <ScrollText aria-hidden className="size-4" />,
                    href: `/log/${token.request_id}`,
                  },
                ]),
            ...(mayRevoke
              ? [
                  {
                    label: "Revoke…",
                    icon: <Ban aria-hidden className="size-4" />,
                    onSelect: () => onRevoke(token),
                    dangerous: true,
                    apart: true,
                  },
                ]
              : []),
          ]}
        />
      ),
    },
  ];
}

function NoTokens({ isFiltered, onClear }: { readonly isFiltered: boolean; readonly onClear: () => void }) {
  return isFiltered ? (
    <EmptyState
      icon={Ticket}
      title="No live token fits"
      actions={<Button onClick={onClear}>Show all</Button>}
    >
      A user is found by the exact name that was granted, whatever its case.
    </EmptyState>
  ) : (
    <EmptyState icon={Ticket} title="No token is live">
      Tokens appear here as soon as a job exchanges its ID token. When that was refused, the exchange log says
      why.
    </EmptyState>
  );
}

function RevokeOne({ token, onClose }: { readonly token: Token; readonly onClose: () => void }) {
  const revoke = useRevoke();
  const holder = holderOf(token);
  return (
    <ConfirmAct
      title={`Revoke the token of ${holder}?`}
      confirmLabel="Revoke"
      dangerous
      act={() => revoke.mutateAsync({ kind: "token", id: token.id })}
      onDone={() => toast(`The token of ${holder} is revoked.`)}
      onClose={onClose}
    >
      <p>
        It ends now, with its reference token and whatever was made with it; a job that still uses it fails.
        The same job can exchange again: to keep it out, change or delete its identity mapping.
      </p>
    </ConfirmAct>
  );
}
