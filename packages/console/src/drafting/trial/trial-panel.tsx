/** The live trial beside a draft: what it is tried with, and how the draft fares, clause by clause. */

import { ApiProblem } from "@countersign/client";
import { type TypedDrafts, useTrial } from "../../api/judging.ts";
import { Problem } from "../../shell/problem.tsx";
import { Field } from "../../ui/field.tsx";
import { RadioGroup } from "../../ui/radio-group.tsx";
import { Select } from "../../ui/select.tsx";
import { TextArea } from "../../ui/text-area.tsx";
import { JsonEditor } from "../json/json-editor.tsx";
import { readJsonText } from "../json/json-text.ts";
import { asJson, printJson } from "../json/json-value.ts";
import type { Example } from "./examples.ts";
import { RecordPicker } from "./record-picker.tsx";
import { TrialResult } from "./trial-result.tsx";
import { questionOf, type TrialSource } from "./trial-source.ts";

interface TrialPanelProps {
  readonly source: TrialSource;
  readonly onChange: (source: TrialSource) => void;
  readonly drafts: TypedDrafts;
  readonly provider: string;
  readonly examples: readonly Example[];
  /** Whether exchanges with the provider can have been recorded. */
  readonly hasRecords: boolean;
  /** Whether the draft demands nothing yet, so that there is nothing to try. */
  readonly isEmpty: boolean;
}

export function TrialPanel(props: TrialPanelProps) {
  const { source, onChange, drafts, provider, examples, hasRecords, isEmpty } = props;
  const question = isEmpty ? null : questionOf(source);
  const trial = useTrial(question, drafts);
  return (
    <div className="space-y-4">
      <RadioGroup
        label="Try it with"
        inline
        value={source.kind}
        choices={[
          { value: "example", label: "claims" },
          { value: "token", label: "a pasted token" },
          ...(hasRecords ? [{ value: "record" as const, label: "a recorded exchange" }] : []),
        ]}
        onChange={(kind) => onChange({ ...source, kind, token: "" })}
      />
      <SourceField {...{ source, onChange, provider, examples }} />
      {isEmpty && <p className="text-ink-muted">Name a claim, and see here how the mapping fares.</p>}
      {question !== null && trial.isError && <CannotTry error={trial.error} />}
      {question !== null && trial.data !== undefined && !trial.isError && (
        <div aria-busy={trial.isFetching} className="border-line border-t pt-3">
          <TrialResult explanation={trial.data} />
        </div>
      )}
    </div>
  );
}

/** A draft that could not be saved cannot be tried either, and the findings say why. */
function CannotTry({ error }: { readonly error: unknown }) {
  const isDraft =
    error instanceof ApiProblem && error.errors.some(({ pointer }) => pointer.startsWith("/drafts"));
  if (isDraft) {
    return <p className="text-ink-muted">It can be tried once it could be saved: see the findings.</p>;
  }
  return error instanceof ApiProblem && error.code === "forbidden" ? (
    <p className="text-ink-muted">
      Trials of an integration that all projects share are the administrators': ask one of them.
    </p>
  ) : (
    <Problem error={error} title="It cannot be tried" />
  );
}

type SourceFieldProps = Pick<TrialPanelProps, "source" | "onChange" | "provider" | "examples">;

function SourceField({ source, onChange, provider, examples }: SourceFieldProps) {
  switch (source.kind) {
    case "example":
      return <ClaimsSource {...{ source, onChange, examples }} />;
    case "token":
      return (
        <Field
          label="ID token"
          help="It is verified as in an exchange, and not used up. Neither this page nor the server keeps it."
        >
          {(control) => (
            <TextArea
              {...control}
              code
              rows={5}
              value={source.token}
              onChange={(event) => onChange({ ...source, token: event.target.value })}
            />
          )}
        </Field>
      );
    case "record":
      return (
        <RecordPicker
          provider={provider}
          requestId={source.requestId}
          onChange={(requestId) => onChange({ ...source, requestId })}
        />
      );
  }
}

type ClaimsSourceProps = Pick<TrialPanelProps, "source" | "onChange" | "examples">;

function ClaimsSource({ source, onChange, examples }: ClaimsSourceProps) {
  const read = readJsonText(source.claimsText);
  const chosen = examples.findIndex(({ claims }) => printJson(asJson(claims)) === source.claimsText);
  return (
    <div className="space-y-3">
      {examples.length > 0 && (
        <Field label="Example">
          {(control) => (
            <Select
              {...control}
              value={String(chosen)}
              choices={[
                ...(chosen === -1 ? [{ value: "-1", label: "claims of your own" }] : []),
                ...examples.map(({ title }, index) => ({ value: String(index), label: title })),
              ]}
              onChange={(index) => {
                const claims = examples[Number(index)]?.claims;
                if (claims !== undefined) onChange({ ...source, claimsText: printJson(asJson(claims)) });
              }}
            />
          )}
        </Field>
      )}
      <Field label="Claims to try" help="Change them to see what would happen.">
        {(control) => (
          <JsonEditor
            control={control}
            text={source.claimsText}
            problem={read.ok || source.claimsText.trim() === "" ? null : read.problem}
            minLines={5}
            maxLines={7}
            onChange={(claimsText) => onChange({ ...source, claimsText })}
          />
        )}
      </Field>
    </div>
  );
}
