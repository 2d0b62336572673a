/** One of a few: the browser's own list, which every keyboard, phone and screen reader knows. */

import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";
import { classes } from "./classes.ts";
import { controlLook } from "./control-look.ts";

export interface Choice<Value extends string = string> {
  readonly value: Value;
  readonly label: string;
  readonly disabled?: boolean;
}

export interface ChoiceGroup<Value extends string = string> {
  readonly heading: string;
  readonly choices: readonly Choice<Value>[];
}

type SelectProps<Value extends string> = Omit<ComponentProps<"select">, "value" | "onChange" | "children"> & {
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  /** Choices, alone or under headings. */
  readonly choices: readonly (Choice<Value> | ChoiceGroup<Value>)[];
};

export function Select<Value extends string>({
  value,
  onChange,
  choices,
  className,
  ...others
}: SelectProps<Value>) {
  const all = choices.flatMap((one) => ("choices" in one ? one.choices : [one]));
  return (
    <span className={classes("relative block", className)}>
      <select
        value={value}
        onChange={(event) => {
          const chosen = all.find((choice) => choice.value === event.target.value);
          if (chosen !== undefined) onChange(chosen.value);
        }}
        className={classes(controlLook, "h-9 appearance-none pr-9")}
        {...others}
      >
        {choices.map((one) =>
          "choices" in one ? (
            <optgroup key={one.heading} label={one.heading}>
              {one.choices.map(option)}
            </optgroup>
          ) : (
            option(one)
          ),
        )}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-2.5 right-2.5 size-4 text-ink-muted"
      />
    </span>
  );
}

function option({ value, label, disabled }: Choice) {
  return (
    <option key={value} value={value} disabled={disabled} className="bg-surface text-ink">
      {label}
    </option>
  );
}
