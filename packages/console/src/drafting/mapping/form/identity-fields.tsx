/** Name, priority and description of a mapping. */

import { Field } from "../../../ui/field.tsx";
import { TextArea } from "../../../ui/text-area.tsx";
import { TextInput } from "../../../ui/text-input.tsx";
import { withMember } from "../../json/json-value.ts";
import { priorityText, textAt } from "../mapping-document.ts";
import type { MappingFormProps } from "./form-props.ts";

export function IdentityFields({ state, dispatch, isNew, faultAt, disabled }: MappingFormProps) {
  const { document } = state;
  const set = (name: string, value: string) =>
    dispatch({ kind: "edited", document: withMember(document, name, value) });
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_12rem]">
        <Field
          label="Name"
          required
          help={
            isNew
              ? "Letters, digits, - and _. It stands in tokens and logs, and cannot be changed later."
              : undefined
          }
          error={textAt(document, "name") === "" ? undefined : faultAt("/name")}
        >
          {(control) => (
            <TextInput
              {...control}
              value={textAt(document, "name")}
              disabled={disabled || !isNew}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => set("name", event.target.value)}
            />
          )}
        </Field>
        <Field
          label="Priority"
          help="1 is the highest. Blank is the lowest."
          error={state.priority.problem ?? faultAt("/priority")}
        >
          {(control) => (
            <TextInput
              {...control}
              inputMode="numeric"
              value={state.priority.text}
              placeholder="lowest"
              disabled={disabled || priorityText(document) === null}
              autoComplete="off"
              onChange={(event) => dispatch({ kind: "priority_typed", text: event.target.value })}
            />
          )}
        </Field>
      </div>
      <Field label="Description" error={faultAt("/description")}>
        {(control) => (
          <TextArea
            {...control}
            rows={2}
            value={textAt(document, "description")}
            disabled={disabled}
            onChange={(event) => set("description", event.target.value)}
          />
        )}
      </Field>
    </>
  );
}
