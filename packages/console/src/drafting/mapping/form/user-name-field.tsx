/** The user name the token carries: fixed, made from claims by a pattern, or none. */

import { useState } from "react";
import { Field } from "../../../ui/field.tsx";
import { RadioGroup } from "../../../ui/radio-group.tsx";
import { TextInput } from "../../../ui/text-input.tsx";
import type { NameField } from "../mapping-document.ts";

interface UserNameFieldProps {
  readonly user: NameField;
  readonly error: string | undefined;
  readonly disabled: boolean;
  readonly onChange: (user: NameField) => void;
}

/** An empty name is none in the document; which of the two was chosen is remembered here. */
export function UserNameField({ user, error, disabled, onChange }: UserNameFieldProps) {
  const [chosen, setChosen] = useState<"fixed" | "pattern">("fixed");
  const kind = user.kind === "none" ? chosen : user.kind;
  const set = (text: string, as: "fixed" | "pattern") =>
    onChange(text === "" ? { kind: "none", text } : { kind: as, text });
  return (
    <div className="space-y-2">
      <RadioGroup
        label="User name is"
        inline
        value={kind}
        choices={[
          { value: "fixed", label: "fixed", disabled },
          { value: "pattern", label: "made from claims by a pattern", disabled },
        ]}
        onChange={(as) => {
          setChosen(as);
          set(user.text, as);
        }}
      />
      <Field
        label={kind === "fixed" ? "Username" : "Username pattern"}
        help={
          kind === "fixed"
            ? "Who the token stands for in the services' logs. Blank: the integration and this mapping."
            : "Claims in double braces, such as {{repository_owner}} or {{actor}}."
        }
        error={error}
      >
        {(control) => (
          <TextInput
            {...control}
            className={kind === "pattern" ? "font-mono text-sm" : undefined}
            value={user.text}
            disabled={disabled}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => set(event.target.value, kind)}
          />
        )}
      </Field>
    </div>
  );
}
