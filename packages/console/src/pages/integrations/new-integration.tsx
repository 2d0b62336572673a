/** The form of a new integration, its findings and advice beside it, and the mappings that are saved with it. */

import type { Preset } from "@countersign/client";
import { useMutation } from "@tanstack/react-query";
import { Save } from "lucide-react";
import { useEffect, useReducer, useRef, useState } from "react";
import { useLocation } from "wouter";
import { createMapping, createProvider } from "../../api/configuration.ts";
import { useJudgement } from "../../api/judging.ts";
import type { JsonObject } from "../../drafting/json/json-value.ts";
import { textAt } from "../../drafting/mapping/mapping-document.ts";
import { ProviderForm } from "../../drafting/provider/form/provider-form.tsx";
import { PresetAdvice } from "../../drafting/provider/preset-advice.tsx";
import { missingProviderParts, newProvider } from "../../drafting/provider/provider-document.ts";
import { ProviderFindings } from "../../drafting/provider/provider-findings.tsx";
import {
  isProviderChanged,
  isProviderReadable,
  providerState,
  reduceProvider,
} from "../../drafting/provider/provider-state.ts";
import { nothingSaved, saveAll, savedInWords } from "../../drafting/provider/saving-plan.ts";
import { UnsavedGuard } from "../../drafting/unsaved-guard.tsx";
import { faultsBelow } from "../../drafting/workbench/faults.ts";
import { Problem } from "../../shell/problem.tsx";
import { Button, LinkButton } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { toast } from "../../ui/toast.ts";
import { DraftedMappings } from "./drafted-mappings.tsx";

interface NewIntegrationProps {
  readonly start: Preset;
  readonly presets: readonly Preset[];
}

export default function NewIntegration({ start, presets }: NewIntegrationProps) {
  const [, navigate] = useLocation();
  const [advised] = useState(() => newProvider(start, location.origin));
  const [state, dispatch] = useReducer(reduceProvider, advised, providerState);
  const [mappings, setMappings] = useState<readonly JsonObject[]>([]);
  const [progress, setProgress] = useState(nothingSaved);
  const { document } = state;
  const preset = presets.find(({ id }) => id === textAt(document, "preset"));
  const judgement = useJudgement({ provider: document });
  const missing = missingProviderParts(document);
  const save = useMutation({
    mutationFn: () => saveAll(document, mappings, progress, { createProvider, createMapping }),
    onSuccess: (saving) => {
      setProgress(saving.progress);
      if (!saving.done) return;
      toast(`The integration ${textAt(document, "name")} is saved.`);
      navigate(`/integrations/${encodeURIComponent(textAt(document, "name"))}`);
    },
  });
  const failure = save.data?.done === false ? save.data : null;
  return (
    <>
      <PageHeader
        title="New Integration"
        description={preset?.title}
        trail={[{ label: "Manage Integrations", href: "/integrations" }]}
        actions={
          <>
            <LinkButton href="/integrations">Cancel</LinkButton>
            <Button
              look="primary"
              icon={<Save aria-hidden className="size-4" />}
              busy={save.isPending}
              disabled={missing.length > 0 || !isProviderReadable(state)}
              onClick={() => save.mutate()}
            >
              {progress.provider ? "Save the rest" : "Save"}
            </Button>
          </>
        }
      />
      <div className="space-y-5">
        {failure !== null && (
          <Failure>
            <Problem error={failure.error} title={savedInWords(document, mappings, failure.progress)} />
          </Failure>
        )}
        <div className="grid gap-5 xl:grid-cols-2 xl:items-start">
          <div className="min-w-0 space-y-5">
            <fieldset disabled={progress.provider} className="min-w-0">
              <ProviderForm
                state={state}
                dispatch={dispatch}
                isNew
                preset={preset}
                presets={presets}
                faults={faultsBelow("/provider", judgement.data)}
              />
            </fieldset>
            <DraftedMappings
              provider={document}
              preset={preset}
              mappings={mappings}
              savedCount={progress.mappings}
              onChange={setMappings}
            />
          </div>
          <div className="min-w-0 space-y-5">
            <ProviderFindings {...{ state, dispatch, judgement, missing }} />
            {preset !== undefined && (
              <Card title={preset.title}>
                <PresetAdvice preset={preset} />
              </Card>
            )}
          </div>
        </div>
      </div>
      <UnsavedGuard changed={isProviderChanged(state, advised) || mappings.length > 0} />
    </>
  );
}

/** Comes into sight when it appears, since the button that failed may be far from it. */
function Failure({ children }: { readonly children: React.ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // In braces: newer browsers answer with a promise, which React would take for a clean-up.
    place.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return <div ref={place}>{children}</div>;
}
