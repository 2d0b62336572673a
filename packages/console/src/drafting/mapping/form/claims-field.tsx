/** What a token must carry: as JSON, with the place of an error, or claim by claim. Both are the same claims. */

import { useState } from "react";
import { Button } from "../../../ui/button.tsx";
import { Field } from "../../../ui/field.tsx";
import { Tabs } from "../../../ui/tabs.tsx";
import { JsonEditor, type LineMark } from "../../json/json-editor.tsx";
import { readJsonText } from "../../json/json-text.ts";
import { printJson, withMember } from "../../json/json-value.ts";
import { claimsOf } from "../mapping-document.ts";
import { ClauseRowsEditor } from "./clause-rows-editor.tsx";
import type { MappingFormProps } from "./form-props.ts";
import { JsonOnly } from "./json-only.tsx";

interface ClaimsFieldProps extends MappingFormProps {
  /** Faults of claims, each with its pointer below `/claims`. */
  readonly faults: readonly { readonly pointer: string; readonly detail: string }[];
}

export function ClaimsField(props: ClaimsFieldProps) {
  const { state, dispatch, disabled, hints, faults } = props;
  const [view, setView] = useState<"json" | "rows">("json");
  const claims = claimsOf(state.document);
  if (claims === null) {
    return state.document["rules"] === undefined ? (
      <JsonOnly title="Claims" value={state.document["claims"]} />
    ) : null;
  }
  const isEmpty = Object.keys(claims).length === 0 && state.claimsProblem === null;
  return (
    <div className="space-y-2">
      {isEmpty && hints.recommended !== null && (
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
          <span className="text-ink-muted">The advised start for this CI system, to be filled in:</span>
          <Button
            size="small"
            disabled={disabled}
            onClick={() => dispatch({ kind: "claims_typed", text: printJson(hints.recommended ?? {}) })}
          >
            Use the advised claims
          </Button>
        </p>
      )}
      <Tabs
        label="Claims as"
        value={view}
        onChange={setView}
        tabs={[
          {
            id: "json",
            label: "Claims JSON",
            content: (
              <Field
                label="Claims JSON"
                required
                help="Every claim must hold. * stands for any run of characters; a list means any of its values."
                error={isEmpty ? undefined : wholeFault(faults)}
              >
                {(control) => (
                  <JsonEditor
                    control={control}
                    text={state.claimsText}
                    problem={state.claimsProblem}
                    marks={marksOf(state.claimsText, faults)}
                    disabled={disabled}
                    onChange={(text) => dispatch({ kind: "claims_typed", text })}
                  />
                )}
              </Field>
            ),
          },
          {
            id: "rows",
            label: "Claim by claim",
            content: (
              <ClauseRowsEditor
                claims={claims}
                hints={hints}
                disabled={disabled || state.claimsProblem !== null}
                faults={faults}
                onChange={(changed) =>
                  dispatch({ kind: "edited", document: withMember(state.document, "claims", changed) })
                }
              />
            ),
          },
        ]}
      />
    </div>
  );
}

function wholeFault(faults: ClaimsFieldProps["faults"]): string | undefined {
  return faults.find(({ pointer }) => pointer === "")?.detail;
}

function marksOf(text: string, faults: ClaimsFieldProps["faults"]): readonly LineMark[] {
  const read = readJsonText(text);
  if (!read.ok) return [];
  return faults.flatMap(({ pointer, detail }) => {
    const line = pointer === "" ? null : read.lineOf(pointer);
    return line === null ? [] : [{ line, sentence: detail }];
  });
}
