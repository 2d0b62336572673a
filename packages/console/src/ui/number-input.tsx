/** A whole number, or nothing. Takes digits only, and does not change when somebody scrolls over it. */

import type { ComponentProps } from "react";
import { TextInput } from "./text-input.tsx";

type NumberInputProps = Omit<ComponentProps<"input">, "value" | "onChange" | "type"> & {
  /** Null for an empty field. */
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
};

/** More digits could be more than a number holds exactly. */
const mostDigits = 15;

export function NumberInput({ value, onChange, ...others }: NumberInputProps) {
  return (
    <TextInput
      inputMode="numeric"
      autoComplete="off"
      maxLength={mostDigits}
      value={value ?? ""}
      onChange={(event) => onChange(digitsOf(event.target.value))}
      {...others}
    />
  );
}

function digitsOf(text: string): number | null {
  const digits = text.replace(/\D/g, "").slice(0, mostDigits);
  return digits === "" ? null : Number(digits);
}
