/**
 * The first page: which integrations there are, what was exchanged and refused lately and why, which mappings are used,
 * what is risky, and when the next key takes over. Everything leads to where more is told or something can be done.
 */

import type { Provider } from "@countersign/client";
import { useState } from "react";
import { useProviders } from "../../api/configuration.ts";
import { useStats } from "../../api/figures.ts";
import { useSeesAll } from "../../api/rights.ts";
import { Problem } from "../../shell/problem.tsx";
import { Callout } from "../../ui/callout.tsx";
import { Card } from "../../ui/card.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Select } from "../../ui/select.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { ActivityCard } from "./activity-card.tsx";
import { FindingsCard } from "./findings-card.tsx";
import { GettingStarted } from "./getting-started.tsx";
import { IntegrationsCard } from "./integrations-card.tsx";
import { KeysCard } from "./keys-card.tsx";
import { MostUsedCard, NeverUsedCard } from "./mapping-use-cards.tsx";
import { ReasonsCard } from "./reasons-card.tsx";
import { type NamedSpan, type SpanName, spans } from "./spans.ts";

export default function OverviewPage() {
  const providers = useProviders();
  const seesAll = useSeesAll();
  const [name, setName] = useState<SpanName>("day");
  const span = spans.find((one) => one.name === name);
  const isEmpty = providers.isSuccess && providers.data.length === 0;
  return (
    <>
      <PageHeader
        title="Overview"
        description={
          seesAll
            ? "What was exchanged and refused, and what wants a look."
            : "What your project's own providers exchanged and refused, and how its mappings are used."
        }
        actions={
          isEmpty ? undefined : (
            <Select
              aria-label="Period"
              value={name}
              onChange={setName}
              choices={spans.map(({ name: value, words: label }) => ({ value, label }))}
              className="w-44"
            />
          )
        }
      />
      {providers.isPending && <Skeleton lines={8} />}
      {providers.isError && (
        <Problem
          error={providers.error}
          title="The integrations were not read"
          onRetry={() => void providers.refetch()}
        />
      )}
      {isEmpty && <GettingStarted connected={false} />}
      {providers.isSuccess && !isEmpty && span !== undefined && (
        <Figures providers={providers.data} span={span} />
      )}
    </>
  );
}

function Figures({ providers, span }: { readonly providers: readonly Provider[]; readonly span: NamedSpan }) {
  const stats = useStats(span);
  return (
    <div className="space-y-4">
      {stats.isError && (
        <Problem error={stats.error} title="The figures were not read" onRetry={() => void stats.refetch()} />
      )}
      {stats.data?.complete === false && (
        <Callout severity="notice" title="Still adding up">
          <p>Records of before are being summed up; until that is done, the figures are too low.</p>
        </Callout>
      )}
      {stats.data?.records_from === null && <GettingStarted connected />}
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_21rem]">
        <div className="grid min-w-0 gap-4">
          {stats.isPending ? <Placeholder /> : null}
          {stats.data !== undefined && <ActivityCard stats={stats.data} span={span} />}
          <IntegrationsCard providers={providers} stats={stats.data} span={span} />
          {stats.data !== undefined && <MostUsedCard stats={stats.data} span={span} />}
        </div>
        <div className="grid min-w-0 gap-4">
          {stats.data !== undefined && <ReasonsCard stats={stats.data} span={span} />}
          <FindingsCard />
          {stats.data !== undefined && <NeverUsedCard stats={stats.data} />}
          <KeysCard />
        </div>
      </div>
    </div>
  );
}

/** As high as the chart that takes its place. */
function Placeholder() {
  return (
    <Card title="Exchanges">
      <div className="h-72">
        <Skeleton lines={8} />
      </div>
    </Card>
  );
}
