/** The editor of one identity mapping, new or saved. What another page drafted is taken over, with its reasons. */

import type { Mapping } from "@countersign/client";
import { useState } from "react";
import { useParams } from "wouter";
import { useMapping, usePresets, useProvider } from "../../api/configuration.ts";
import { takeHandover } from "../../api/handover.ts";
import { useOwnProject } from "../../api/rights.ts";
import type { JsonObject } from "../../drafting/json/json-value.ts";
import { newMapping, withoutServerMembers } from "../../drafting/mapping/mapping-document.ts";
import { presetOf } from "../../drafting/provider/preset-of.ts";
import { Problem } from "../../shell/problem.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { MappingEditor } from "./mapping-editor.tsx";

export default function MappingPage() {
  const { id = null, name = null } = useParams<{ readonly id?: string; readonly name?: string }>();
  const [left] = useState(() => takeHandover());
  // What was meant for another mapping is not for this one.
  const handed = left !== undefined && (left.mappingId ?? null) === id ? left : undefined;
  const ownProject = useOwnProject();
  const mapping = useMapping(id);
  const providerName = name ?? mapping.data?.provider ?? "";
  const provider = useProvider(providerName);
  const presets = usePresets();
  const problem = mapping.error ?? provider.error ?? presets.error;
  if (problem !== null) {
    return (
      <>
        <PageHeader title="Identity mapping" trail={trail} />
        <Problem error={problem} title="The mapping cannot be edited" />
      </>
    );
  }
  const waiting = provider.data === undefined || presets.data === undefined;
  if (waiting || (id !== null && mapping.data === undefined)) return <Skeleton lines={12} />;
  const saved = mapping.data ?? null;
  return (
    <MappingEditor
      key={id ?? `new of ${providerName}`}
      saved={saved}
      start={startOf(saved, handed?.draft, provider.data.name, provider.data.project ?? ownProject)}
      handed={handed}
      provider={provider.data}
      preset={presetOf(provider.data, presets.data)}
    />
  );
}

const trail = [{ label: "Manage Integrations", href: "/integrations" }];

function startOf(
  saved: Mapping | null,
  draft: object | undefined,
  provider: string,
  project: string | null,
): JsonObject {
  if (draft !== undefined) return withoutServerMembers(draft);
  return saved === null ? newMapping(provider, project) : withoutServerMembers(saved);
}
