/**
 * Where a mapping is written: the form, and beside it what the server finds, how a token would fare, the whole document
 * as JSON, and who would gain or lose access. Form and JSON are one document; all the rest is asked of the server.
 */

import type { Judgement, Preset } from "@countersign/client";
import { useState } from "react";
import { type TypedDrafts, useJudgement } from "../../api/judging.ts";
import { Callout } from "../../ui/callout.tsx";
import { Card } from "../../ui/card.tsx";
import { type Tab, Tabs } from "../../ui/tabs.tsx";
import { FindingsPanel } from "../findings/findings-panel.tsx";
import { asJson, type JsonObject } from "../json/json-value.ts";
import { MappingForm } from "../mapping/form/mapping-form.tsx";
import { claimsOf, missingParts, named } from "../mapping/mapping-document.ts";
import type { MappingAction, MappingState } from "../mapping/mapping-state.ts";
import { PresetAdvice } from "../provider/preset-advice.tsx";
import type { Example } from "../trial/examples.ts";
import { TrialPanel } from "../trial/trial-panel.tsx";
import { claimsIn, type TrialSource } from "../trial/trial-source.ts";
import { WhatIfPanel } from "../what-if/what-if-panel.tsx";
import { DocumentPanel } from "./document-panel.tsx";
import { faultsBelow } from "./faults.ts";

interface MappingWorkbenchProps {
  readonly state: MappingState;
  readonly dispatch: (action: MappingAction) => void;
  readonly isNew: boolean;
  /** Whether the server holds the document just as it is shown. */
  readonly isSaved?: boolean;
  /** Name of the provider. */
  readonly provider: string;
  /** Of a provider that is not saved yet: its draft. */
  readonly providerDraft?: JsonObject;
  readonly preset: Preset | undefined;
  /** What it can be tried with, as tokens of this provider. */
  readonly examples: readonly Example[];
  readonly trial: TrialSource;
  readonly onTrial: (trial: TrialSource) => void;
}

type View = "trial" | "json" | "what-if" | "advice";

export function MappingWorkbench(props: MappingWorkbenchProps) {
  const { state, dispatch, isNew, isSaved = false, provider, providerDraft, preset, examples } = props;
  const { trial, onTrial } = props;
  const [view, setView] = useState<View>("trial");
  const drafts: TypedDrafts = {
    ...(providerDraft !== undefined && { provider: providerDraft }),
    mapping: named(state.document),
  };
  const judgement = useJudgement(drafts);
  const faults = faultsBelow("/mapping", judgement.data);
  const isEmpty = Object.keys(claimsOf(state.document) ?? { rules: null }).length === 0;
  const tried = claimsIn(trial);
  const hints = {
    examples: [...(tried === null ? [] : [tried]), ...examples.map(({ claims }) => asJson(claims))],
    recommended: preset === undefined ? null : asJson(preset.recommended_claims),
  };
  const hasRecords = providerDraft === undefined;
  const tabs: readonly Tab<View>[] = [
    {
      id: "trial",
      label: "Live trial",
      content: (
        <TrialPanel
          {...{ source: trial, onChange: onTrial, drafts, provider, examples, hasRecords, isEmpty }}
        />
      ),
    },
    {
      id: "json",
      label: state.problem === null ? "JSON" : "JSON: cannot be read",
      content: <DocumentPanel state={state} dispatch={dispatch} judgement={judgement.data} />,
    },
  ];
  const whatIf: readonly Tab<View>[] = hasRecords
    ? [{ id: "what-if", label: "Who is affected", content: <WhatIfPanel drafts={drafts} /> }]
    : [];
  const advice: readonly Tab<View>[] =
    preset === undefined
      ? []
      : [{ id: "advice", label: "Advice", content: <PresetAdvice preset={preset} /> }];
  return (
    <div className="grid gap-5 xl:grid-cols-2 xl:items-start">
      <Card title="Identity mapping" description={<OrderLine judgement={judgement.data} isSaved={isSaved} />}>
        {state.problem !== null && (
          <div className="mb-4">
            <Callout severity="warning" title="The JSON cannot be read at the moment" announce="politely">
              The form shows the last one that could be. Line {state.problem.line}, column{" "}
              {state.problem.column}: {state.problem.sentence}
            </Callout>
          </div>
        )}
        <MappingForm
          state={state}
          dispatch={dispatch}
          isNew={isNew}
          disabled={state.problem !== null}
          hints={hints}
          faults={faults}
        />
      </Card>
      <div className="min-w-0 space-y-5 xl:sticky xl:top-4 xl:max-h-[calc(100dvh-2rem)] xl:overflow-y-auto">
        <Card title="Findings">
          <FindingsPanel
            of="mapping"
            judgement={judgement.data}
            error={judgement.error}
            missing={missingParts(state.document)}
            onRepair={(patch) => dispatch({ kind: "repaired", patch })}
            onUndo={state.undo.length > 0 ? () => dispatch({ kind: "undone" }) : undefined}
          />
        </Card>
        <Card>
          <Tabs
            label="Beside the form"
            tabs={[...tabs, ...whatIf, ...advice]}
            value={view}
            onChange={setView}
          />
        </Card>
      </div>
    </div>
  );
}

interface OrderLineProps {
  readonly judgement: Judgement | undefined;
  readonly isSaved: boolean;
}

function OrderLine({ judgement, isSaved }: OrderLineProps) {
  const order = judgement?.order;
  if (order == null) return "Which claims earn which token.";
  if (order.total === 1) return `It ${isSaved ? "is" : "would be"} the only mapping that is asked.`;
  return `It ${isSaved ? "is" : "would be"} asked as number ${order.position} of ${order.total}.`;
}
