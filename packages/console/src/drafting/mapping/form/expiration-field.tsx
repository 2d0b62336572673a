/** How long the token is good, in minutes. */

import { Field } from "../../../ui/field.tsx";
import { TextInput } from "../../../ui/text-input.tsx";
import { entryOf, lifetimeOf } from "../mapping-document.ts";
import type { MappingFormProps } from "./form-props.ts";
import { JsonOnly } from "./json-only.tsx";

export function ExpirationField({ state, dispatch, faultAt, disabled }: MappingFormProps) {
  const seconds = lifetimeOf(state.document);
  if (seconds === null) return <JsonOnly title="Expiration" value={state.document["lifetime_seconds"]} />;
  const advice =
    entryOf(state.document) === "console"
      ? "The longest a session lasts, up to 480."
      : "As short as the job allows.";
  return (
    <Field
      label="Token expiration time (minutes)"
      required
      help={`${advice} Kept as ${seconds} s.`}
      error={state.minutes.problem ?? faultAt("/lifetime_seconds")}
    >
      {(control) => (
        <TextInput
          {...control}
          className="max-w-40"
          inputMode="decimal"
          value={state.minutes.text}
          disabled={disabled}
          autoComplete="off"
          onChange={(event) => dispatch({ kind: "minutes_typed", text: event.target.value })}
        />
      )}
    </Field>
  );
}
