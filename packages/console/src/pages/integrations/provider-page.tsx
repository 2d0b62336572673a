/** One integration: what it trusts, its mappings in the order they are asked, and what to paste into the CI system. */

import type { Provider } from "@countersign/client";
import { useMutation } from "@tanstack/react-query";
import { Pencil, Plus, ScrollText, Ticket } from "lucide-react";
import { useState } from "react";
import { useLocation, useParams } from "wouter";
import { replaceProvider, usePresets, useProvider, useProviders } from "../../api/configuration.ts";
import { useKeeps } from "../../api/rights.ts";
import { withoutServerMembers } from "../../drafting/mapping/mapping-document.ts";
import { presetOf } from "../../drafting/provider/preset-of.ts";
import { SnippetList } from "../../drafting/provider/snippet-list.tsx";
import { Problem } from "../../shell/problem.tsx";
import { FindingBadge } from "../../ui/badge.tsx";
import { LinkButton } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { Card } from "../../ui/card.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { Menu } from "../../ui/menu.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { toast } from "../../ui/toast.ts";
import { DeleteProviderDialog } from "./delete-provider-dialog.tsx";
import { MappingList } from "./mapping-list.tsx";
import { ProviderFacts } from "./provider-facts.tsx";

const trail = [{ label: "Manage Integrations", href: "/integrations" }];

export default function ProviderPage() {
  const { name = "" } = useParams<{ readonly name: string }>();
  const provider = useProvider(name);
  if (provider.data === undefined) {
    return (
      <>
        <PageHeader title={name} trail={trail} />
        {provider.isError ? (
          <Problem
            error={provider.error}
            title="The integration cannot be read"
            onRetry={() => void provider.refetch()}
          />
        ) : (
          <Skeleton lines={10} />
        )}
      </>
    );
  }
  return <ProviderView provider={provider.data} />;
}

function ProviderView({ provider }: { readonly provider: Provider }) {
  const presets = usePresets();
  const isKept = useKeeps(provider.project ?? null);
  const { name, kept_for: keptFor } = provider;
  const path = `/integrations/${encodeURIComponent(name)}`;
  return (
    <>
      <PageHeader
        title={name}
        description={provider.description}
        trail={trail}
        actions={
          <>
            {isKept && (
              <LinkButton href={`${path}/edit`} icon={<Pencil aria-hidden className="size-4" />}>
                Edit
              </LinkButton>
            )}
            <LinkButton
              look="primary"
              href={`${path}/mappings/new`}
              icon={<Plus aria-hidden className="size-4" />}
            >
              Create Identity Mapping
            </LinkButton>
            {isKept && <ProviderMenu provider={provider} />}
          </>
        }
      />
      <div className="space-y-5">
        {provider.enabled === false && (
          <Callout severity="warning" title="Disabled">
            Every exchange with it is refused. Enable it from the menu above.
          </Callout>
        )}
        {keptFor !== undefined && (
          <Callout severity="notice" title="This integration is kept elsewhere">
            It is made and changed with the identity provider {keptFor.identity_provider}, at {keptFor.href}.
          </Callout>
        )}
        {provider.findings.length > 0 && <Findings provider={provider} isKept={isKept} />}
        <MappingList provider={name} />
        <div className="grid gap-5 xl:grid-cols-2 xl:items-start">
          <Card title="What is trusted">
            <ProviderFacts provider={provider} preset={presetOf(provider, presets.data ?? [])} />
            <div className="mt-4 flex flex-wrap gap-2">
              <LinkButton
                size="small"
                href={`/log?provider=${encodeURIComponent(name)}`}
                icon={<ScrollText aria-hidden className="size-4" />}
              >
                Recent exchanges
              </LinkButton>
              <LinkButton
                size="small"
                href={`/tokens?provider=${encodeURIComponent(name)}`}
                icon={<Ticket aria-hidden className="size-4" />}
              >
                Live tokens
              </LinkButton>
            </div>
          </Card>
          <Card
            title="In the CI system"
            description="What a job does to get its token, with the names as they are saved."
          >
            <SnippetList
              presetId={provider.preset ?? null}
              provider={name}
              audience={provider.audience ?? null}
            />
          </Card>
        </div>
      </div>
    </>
  );
}

interface FindingsProps {
  readonly provider: Provider;
  /** Whether whoever reads them can mend them. */
  readonly isKept: boolean;
}

function Findings({ provider, isKept }: FindingsProps) {
  return (
    <Card title="Findings">
      <ul className="space-y-3">
        {provider.findings.map((finding) => (
          <li key={`${finding.code} ${finding.field}`}>
            <p className="flex flex-wrap items-baseline gap-x-2">
              <FindingBadge severity={finding.severity} />
              <span className="font-medium">{finding.message}</span>
            </p>
            <p className="text-ink-muted text-sm">{finding.advice}</p>
          </li>
        ))}
      </ul>
      {isKept && (
        <div className="mt-3">
          <LinkButton size="small" href={`/integrations/${encodeURIComponent(provider.name)}/edit`}>
            Repair it in the form
          </LinkButton>
        </div>
      )}
    </Card>
  );
}

function ProviderMenu({ provider }: { readonly provider: Provider }) {
  const [, navigate] = useLocation();
  const [asking, setAsking] = useState<"delete" | "disable" | null>(null);
  const listed = useProviders();
  const { name, revision, enabled } = provider;
  const count = listed.data?.find((one) => one.name === name)?.mapping_count ?? 0;
  const change = useMutation({
    mutationFn: (wanted: boolean) =>
      replaceProvider(name, revision, { ...withoutServerMembers(provider), enabled: wanted }),
    onSuccess: ({ enabled: now }) => {
      setAsking(null);
      toast(`The integration ${name} is ${now === false ? "disabled" : "enabled"}.`);
    },
  });
  return (
    <>
      <Menu
        label={`Actions for ${name}`}
        items={[
          enabled === false
            ? { label: "Enable", onSelect: () => change.mutate(true) }
            : { label: "Disable", onSelect: () => setAsking("disable") },
          { label: "Delete", dangerous: true, apart: true, onSelect: () => setAsking("delete") },
        ]}
      />
      <ConfirmDialog
        open={asking === "disable"}
        title={`Disable the integration ${name}?`}
        confirmLabel="Disable"
        dangerous
        busy={change.isPending}
        onConfirm={() => change.mutate(false)}
        onClose={() => setAsking(null)}
        problem={change.isError && <Problem error={change.error} title="It was not disabled" />}
      >
        Every exchange with it is refused until it is enabled again. Tokens that were issued stay good until
        they expire, unless you revoke them.
      </ConfirmDialog>
      <DeleteProviderDialog
        provider={asking === "delete" ? { name, mapping_count: count } : null}
        onClose={() => setAsking(null)}
        onDeleted={() => navigate("/integrations")}
      />
    </>
  );
}
