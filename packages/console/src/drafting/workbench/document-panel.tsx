/** The whole mapping as JSON, in step with the form. */

import type { Judgement } from "@countersign/client";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { JsonEditor } from "../json/json-editor.tsx";
import { readJsonText } from "../json/json-text.ts";
import type { MappingAction, MappingState } from "../mapping/mapping-state.ts";
import { faultsBelow } from "./faults.ts";

interface DocumentPanelProps {
  readonly state: MappingState;
  readonly dispatch: (action: MappingAction) => void;
  readonly judgement: Judgement | undefined;
}

export function DocumentPanel({ state, dispatch, judgement }: DocumentPanelProps) {
  const read = readJsonText(state.text);
  const marks = faultsBelow("/mapping", judgement).flatMap(({ pointer, detail }) => {
    const line = read.ok && pointer !== "" ? read.lineOf(pointer) : null;
    return line === null ? [] : [{ line, sentence: detail }];
  });
  return (
    <div className="space-y-3">
      <Field
        label="The mapping as JSON"
        help="As the admin API, the command line and Terraform have it. Whatever is changed here is in the form, and the other way."
      >
        {(control) => (
          <JsonEditor
            control={control}
            text={state.text}
            problem={state.problem}
            marks={marks}
            minLines={14}
            maxLines={32}
            onChange={(text) => dispatch({ kind: "json_typed", text })}
          />
        )}
      </Field>
      {state.problem !== null && (
        <Button size="small" onClick={() => dispatch({ kind: "json_reverted" })}>
          Back to the last that could be read
        </Button>
      )}
    </div>
  );
}
