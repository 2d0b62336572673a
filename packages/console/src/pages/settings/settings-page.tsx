/** What the server is, by which settings it runs, and administrators' own secrets. */

import { useSettings } from "../../api/settings.ts";
import { Problem } from "../../shell/problem.tsx";
import { Card } from "../../ui/card.tsx";
import { Code } from "../../ui/code.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Facts } from "../../ui/facts.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { ServiceTokensCard } from "./service-tokens-card.tsx";
import { SettingsTable } from "./settings-table.tsx";

const databases = { sqlite: "SQLite, for one node", postgres: "PostgreSQL, for several nodes" };

export default function SettingsPage() {
  const settings = useSettings();
  return (
    <>
      <PageHeader
        title="Settings"
        description="Read when the server starts, from its environment: change them there, and start it again."
      />
      <div className="space-y-4">
        {settings.isPending && <Skeleton lines={6} />}
        {settings.isError && (
          <Problem
            error={settings.error}
            title="The settings were not read"
            onRetry={() => void settings.refetch()}
          />
        )}
        {settings.isSuccess && (
          <>
            <Card title="This server">
              <Facts
                facts={[
                  { term: "Version", value: settings.data.version },
                  {
                    term: "Instance",
                    value:
                      settings.data.instance_id === null ? (
                        "Not known."
                      ) : (
                        <span className="flex flex-wrap items-center gap-1">
                          <Code>{settings.data.instance_id}</Code>
                          <CopyButton text={settings.data.instance_id} label="Copy the instance id" />
                        </span>
                      ),
                  },
                  { term: "Database", value: databases[settings.data.database] },
                ]}
              />
            </Card>
            <ServiceTokensCard />
            <SettingsTable settings={settings.data.settings} />
          </>
        )}
      </div>
    </>
  );
}
