/** One member of the provider that is text, or null where it may be left out. */

import type { ReactNode } from "react";
import { Field } from "../../../ui/field.tsx";
import { TextInput } from "../../../ui/text-input.tsx";
import { ownMember } from "../../json/json-value.ts";
import type { ProviderFormProps } from "./form-props.ts";

interface TextFieldProps extends ProviderFormProps {
  readonly member: string;
  readonly label: string;
  readonly help?: ReactNode;
  readonly required?: boolean;
  readonly disabled?: boolean;
  /** Whether an empty field means null, and not empty text. */
  readonly nullable?: boolean;
}

export function TextField(props: TextFieldProps) {
  const { state, dispatch, member, label, help, required, disabled, nullable, faultAt } = props;
  const value = ownMember(state.document, member);
  const text = typeof value === "string" ? value : "";
  return (
    <Field
      label={label}
      help={help}
      required={required ?? false}
      error={text === "" && required ? undefined : faultAt(`/${member}`)}
    >
      {(control) => (
        <TextInput
          {...control}
          value={text}
          disabled={disabled}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            const typed = event.target.value;
            dispatch({ kind: "set", member, value: typed === "" && nullable ? null : typed });
          }}
        />
      )}
    </Field>
  );
}
