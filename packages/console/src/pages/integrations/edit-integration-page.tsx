/** Edits a saved integration. */

import type { Preset, Provider } from "@countersign/client";
import { useMutation } from "@tanstack/react-query";
import { Save } from "lucide-react";
import { useReducer, useState } from "react";
import { useLocation, useParams } from "wouter";
import { replaceProvider, usePresets, useProvider } from "../../api/configuration.ts";
import { useJudgement } from "../../api/judging.ts";
import { isStale } from "../../api/problems.ts";
import { textAt, withoutServerMembers } from "../../drafting/mapping/mapping-document.ts";
import { ProviderForm } from "../../drafting/provider/form/provider-form.tsx";
import { PresetAdvice } from "../../drafting/provider/preset-advice.tsx";
import { presetOf } from "../../drafting/provider/preset-of.ts";
import { missingProviderParts } from "../../drafting/provider/provider-document.ts";
import { ProviderFindings } from "../../drafting/provider/provider-findings.tsx";
import {
  isProviderChanged,
  isProviderReadable,
  providerState,
  reduceProvider,
} from "../../drafting/provider/provider-state.ts";
import { UnsavedGuard } from "../../drafting/unsaved-guard.tsx";
import { WhatIfPanel } from "../../drafting/what-if/what-if-panel.tsx";
import { faultsBelow } from "../../drafting/workbench/faults.ts";
import { Problem } from "../../shell/problem.tsx";
import { Button, LinkButton } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { Card } from "../../ui/card.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { toast } from "../../ui/toast.ts";

export default function EditIntegrationPage() {
  const { name = "" } = useParams<{ readonly name: string }>();
  const provider = useProvider(name);
  const presets = usePresets();
  const problem = provider.error ?? presets.error;
  if (problem !== null) return <Problem error={problem} title="The integration cannot be edited" />;
  if (provider.data === undefined || presets.data === undefined) return <Skeleton lines={10} />;
  return <EditIntegration saved={provider.data} presets={presets.data} />;
}

interface EditIntegrationProps {
  readonly saved: Provider;
  readonly presets: readonly Preset[];
}

function EditIntegration({ saved, presets }: EditIntegrationProps) {
  const [, navigate] = useLocation();
  const [standing, setStanding] = useState(saved);
  const baseline = withoutServerMembers(standing);
  const [state, dispatch] = useReducer(reduceProvider, baseline, providerState);
  const { document } = state;
  const { name } = saved;
  const path = `/integrations/${encodeURIComponent(name)}`;
  const preset = presetOf({ preset: textAt(document, "preset") }, presets);
  const judgement = useJudgement({ provider: document });
  const newest = useProvider(name);
  const save = useMutation({
    mutationFn: (revision: number) => replaceProvider(name, revision, document),
    onSuccess: (provider) => {
      setStanding(provider);
      dispatch({ kind: "loaded", document: withoutServerMembers(provider) });
      toast(`The integration ${name} is saved.`);
    },
  });
  const changed = isProviderChanged(state, baseline);
  const missing = missingProviderParts(document);
  const takeTheirs = async () => {
    const theirs = (await newest.refetch()).data;
    if (theirs === undefined) return;
    save.reset();
    setStanding(theirs);
    dispatch({ kind: "loaded", document: withoutServerMembers(theirs) });
  };
  const overwrite = async () => {
    const theirs = (await newest.refetch()).data;
    if (theirs !== undefined) save.mutate(theirs.revision);
  };
  return (
    <>
      <PageHeader
        title={`Edit ${name}`}
        description={saved.description}
        trail={[
          { label: "Manage Integrations", href: "/integrations" },
          { label: name, href: path },
        ]}
        actions={
          <>
            <LinkButton href={path}>{changed ? "Cancel" : "Back"}</LinkButton>
            <Button
              look="primary"
              icon={<Save aria-hidden className="size-4" />}
              busy={save.isPending}
              disabled={!changed || missing.length > 0 || !isProviderReadable(state)}
              onClick={() => save.mutate(standing.revision, { onSuccess: () => navigate(path) })}
            >
              Save
            </Button>
          </>
        }
      />
      <div className="space-y-5">
        {save.isError && !isStale(save.error) && (
          <Problem error={save.error} title="The integration was not saved" />
        )}
        {save.isError && isStale(save.error) && (
          <Callout
            severity="critical"
            title="Somebody else changed this integration meanwhile"
            announce="now"
            actions={
              <>
                <Button onClick={() => void takeTheirs()}>Take theirs</Button>
                <Button look="dangerous" onClick={() => void overwrite()}>
                  Save mine over it
                </Button>
              </>
            }
          >
            Nothing of yours was saved.
          </Callout>
        )}
        <div className="grid gap-5 xl:grid-cols-2 xl:items-start">
          <ProviderForm
            state={state}
            dispatch={dispatch}
            isNew={false}
            preset={preset}
            presets={presets}
            faults={faultsBelow("/provider", judgement.data)}
          />
          <div className="min-w-0 space-y-5">
            <ProviderFindings {...{ state, dispatch, judgement, missing }} />
            <Card title="Who is affected">
              <WhatIfPanel drafts={{ provider: document }} />
            </Card>
            {preset !== undefined && (
              <Card title={preset.title}>
                <PresetAdvice preset={preset} />
              </Card>
            )}
          </div>
        </div>
      </div>
      <UnsavedGuard changed={changed} />
    </>
  );
}
