/** One of a few that are all in sight, each with a line of help where it needs one. */

import { type ReactNode, useId } from "react";
import { classes } from "./classes.ts";

interface RadioGroupProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly choices: readonly {
    readonly value: Value;
    readonly label: ReactNode;
    readonly help?: ReactNode;
    readonly disabled?: boolean;
  }[];
  readonly error?: string | undefined;
  /** Side by side instead of below each other. */
  readonly inline?: boolean;
}

export function RadioGroup<Value extends string>({
  label,
  value,
  onChange,
  choices,
  error,
  inline = false,
}: RadioGroupProps<Value>) {
  const id = useId();
  const wrong = error !== undefined && error !== "";
  return (
    <fieldset aria-describedby={wrong ? `${id}-error` : undefined} className="min-w-0">
      <legend className="mb-1 font-medium">{label}</legend>
      <div className={classes(inline ? "flex flex-wrap gap-x-5 gap-y-1.5" : "space-y-1.5")}>
        {choices.map((choice) => (
          <div key={choice.value} className="flex gap-2.5">
            <input
              type="radio"
              id={`${id}-${choice.value}`}
              name={id}
              value={choice.value}
              checked={choice.value === value}
              disabled={choice.disabled}
              onChange={() => onChange(choice.value)}
              aria-describedby={choice.help === undefined ? undefined : `${id}-${choice.value}-help`}
              className="mt-0.5 size-4.5 shrink-0 accent-accent"
            />
            <div className="min-w-0">
              <label htmlFor={`${id}-${choice.value}`}>{choice.label}</label>
              {choice.help !== undefined && (
                <p id={`${id}-${choice.value}-help`} className="text-sm text-ink-muted">
                  {choice.help}
                </p>
              )}
            </div>
          </div>
        ))}
      </div>
      {wrong && (
        <p id={`${id}-error`} className="mt-1 text-sm text-critical">
          {error}
        </p>
      )}
    </fieldset>
  );
}
