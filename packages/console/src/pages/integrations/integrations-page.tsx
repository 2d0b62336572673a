/** Manage Integrations: every provider, what it is, how many mappings it has and what is found in it. */

import type { Preset } from "@countersign/client";
import { Plug, Plus } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import { usePresets, useProviders } from "../../api/configuration.ts";
import { useKeeps } from "../../api/rights.ts";
import { FindingSummary } from "../../drafting/findings/finding-summary.tsx";
import { presetOf } from "../../drafting/provider/preset-of.ts";
import { Problem } from "../../shell/problem.tsx";
import { Badge } from "../../ui/badge.tsx";
import { LinkButton } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Menu } from "../../ui/menu.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SearchInput } from "../../ui/search-input.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { Table } from "../../ui/table.tsx";
import { DeleteProviderDialog } from "./delete-provider-dialog.tsx";

type ListedProvider = NonNullable<ReturnType<typeof useProviders>["data"]>[number];

/** From so many on, one may search. */
const manyProviders = 8;

export default function IntegrationsPage() {
  const providers = useProviders();
  const presets = usePresets();
  const [wanted, setWanted] = useState("");
  const [leaving, setLeaving] = useState<ListedProvider | null>(null);
  return (
    <>
      <PageHeader
        title="Manage Integrations"
        description="The CI systems whose tokens are accepted here, and the identity mappings that say what each job may have."
        actions={
          <LinkButton look="primary" href="/new-integration" icon={<Plus aria-hidden className="size-4" />}>
            New Integration
          </LinkButton>
        }
      />
      {providers.isError && (
        <Problem
          error={providers.error}
          title="The integrations cannot be read"
          onRetry={() => void providers.refetch()}
        />
      )}
      {providers.isPending && <Skeleton lines={8} />}
      {providers.data !== undefined && (
        <>
          {providers.data.length >= manyProviders && (
            <SearchInput
              label="Find an integration"
              placeholder="Name, description or URL"
              value={wanted}
              onChange={setWanted}
              className="mb-4 max-w-sm"
            />
          )}
          <Card flush>
            <ProviderTable
              providers={providers.data.filter((provider) => isWanted(provider, wanted))}
              presets={presets.data ?? []}
              isSearch={wanted !== ""}
              onDelete={setLeaving}
            />
          </Card>
        </>
      )}
      <DeleteProviderDialog provider={leaving} onClose={() => setLeaving(null)} />
    </>
  );
}

function isWanted({ name, description, issuer_url }: ListedProvider, wanted: string): boolean {
  const text = wanted.trim().toLowerCase();
  return [name, description ?? "", issuer_url].some((one) => one.toLowerCase().includes(text));
}

interface ProviderTableProps {
  readonly providers: readonly ListedProvider[];
  readonly presets: readonly Preset[];
  readonly isSearch: boolean;
  readonly onDelete: (provider: ListedProvider) => void;
}

function ProviderTable({ providers, presets, isSearch, onDelete }: ProviderTableProps) {
  return (
    <Table
      label="Integrations"
      rows={providers}
      keyOf={({ name }) => name}
      empty={isSearch ? <EmptyState title="No integration fits that" /> : <NoProviders />}
      columns={[
        {
          head: "Name",
          names: true,
          cell: ({ name, enabled, project }) => (
            <span className="flex flex-wrap items-center gap-1.5">
              <Link
                href={`/integrations/${encodeURIComponent(name)}`}
                className="text-accent-strong hover:underline"
              >
                {name}
              </Link>
              {project !== null && project !== undefined && <Badge>{project}</Badge>}
              {enabled === false && <Badge tone="warning">disabled</Badge>}
            </span>
          ),
        },
        { head: "Description", cell: ({ description }) => description ?? "" },
        {
          head: "Provider Type",
          cell: (provider) => presetOf(provider, presets)?.title ?? "",
        },
        {
          head: "Provider URL",
          cell: ({ issuer_url }) => <span className="font-mono text-sm">{issuer_url}</span>,
        },
        { head: "Identity Mappings", end: true, cell: ({ mapping_count }) => mapping_count },
        { head: "Findings", cell: ({ findings }) => <FindingSummary findings={findings} /> },
        {
          head: "Actions",
          bare: true,
          cell: (provider) => <RowMenu provider={provider} onDelete={() => onDelete(provider)} />,
        },
      ]}
    />
  );
}

interface RowMenuProps {
  readonly provider: ListedProvider;
  readonly onDelete: () => void;
}

function RowMenu({ provider: { name, project }, onDelete }: RowMenuProps) {
  const isKept = useKeeps(project ?? null);
  const path = `/integrations/${encodeURIComponent(name)}`;
  const create = { label: "Create Identity Mapping", href: `${path}/mappings/new` };
  return (
    <Menu
      label={`Actions for ${name}`}
      items={
        isKept
          ? [
              { label: "Edit", href: `${path}/edit` },
              create,
              { label: "Delete", dangerous: true, apart: true, onSelect: onDelete },
            ]
          : [create]
      }
    />
  );
}

function NoProviders() {
  return (
    <EmptyState
      icon={Plug}
      title="No CI system is connected yet"
      actions={
        <LinkButton look="primary" href="/new-integration">
          New Integration
        </LinkButton>
      }
    >
      Connect the first one: its jobs then exchange their ID token here for a short-lived access token, and no
      password stands in a pipeline any more.
    </EmptyState>
  );
}
