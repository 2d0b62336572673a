/** Where a secret is typed or pasted: shown to nobody, kept by no browser. */

import type { ControlProps } from "../ui/field.tsx";
import { TextInput } from "../ui/text-input.tsx";

interface SecretInputProps extends ControlProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function SecretInput({ onChange, ...others }: SecretInputProps) {
  return (
    <TextInput
      {...others}
      type="password"
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
      // What the extensions of the common password managers read.
      data-1p-ignore
      data-lpignore="true"
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
