/** A list of short texts: each with a button that takes it away, and a field that adds one with Enter or a comma. */

import { X } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { Button, IconButton } from "./button.tsx";
import type { ControlProps } from "./field.tsx";
import { TextInput } from "./text-input.tsx";

interface ListInputProps {
  /** From the field around it. */
  readonly control: ControlProps & { readonly "aria-label"?: string };
  /** What one of them is called, as in "Add group". */
  readonly itemLabel: string;
  readonly items: readonly string[];
  readonly onChange: (items: readonly string[]) => void;
  readonly placeholder?: string;
  /** Texts to choose from; others may be typed too. */
  readonly suggestions?: readonly string[];
  readonly disabled?: boolean;
}

export function ListInput({
  control: { required: _, ...control },
  itemLabel,
  items,
  onChange,
  placeholder,
  suggestions = [],
  disabled = false,
}: ListInputProps) {
  const [typed, setTyped] = useState("");
  const add = () => {
    const added = typed
      .split(",")
      .map((text) => text.trim())
      .filter((text) => text !== "");
    if (added.length > 0) onChange([...new Set([...items, ...added])]);
    setTyped("");
  };
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Enter" && event.key !== ",") return;
    event.preventDefault();
    add();
  };
  return (
    <div className="space-y-1.5">
      {items.length > 0 && (
        <ul className="flex flex-wrap gap-1.5">
          {items.map((item) => (
            <li
              key={item}
              className="flex max-w-full items-center gap-1 rounded-sm border border-line bg-sunken pl-2"
            >
              <span className="min-w-0 font-mono text-sm">{item}</span>
              <IconButton
                size="small"
                label={`Remove ${item}`}
                icon={<X aria-hidden className="size-3.5" />}
                disabled={disabled}
                onClick={() => onChange(items.filter((one) => one !== item))}
              />
            </li>
          ))}
        </ul>
      )}
      <div className="flex gap-2">
        <TextInput
          {...control}
          value={typed}
          placeholder={placeholder}
          disabled={disabled}
          autoComplete="off"
          spellCheck={false}
          list={suggestions.length > 0 ? `${control.id}-list` : undefined}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={press}
          onBlur={add}
        />
        {suggestions.length > 0 && (
          <datalist id={`${control.id}-list`}>
            {suggestions.map((text) => (
              <option key={text} value={text} />
            ))}
          </datalist>
        )}
        <Button disabled={disabled || typed.trim() === ""} onClick={add} aria-label={`Add ${itemLabel}`}>
          Add
        </Button>
      </div>
    </div>
  );
}
