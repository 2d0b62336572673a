/**
 * A labelled input with its help and its error. What the field names is handed to the control inside, so that the words
 * and the control belong together for everybody: `<Field label="Name">{(control) => <TextInput {...control} />}</Field>`.
 */

import { CircleAlert } from "lucide-react";
import { type ReactNode, useId } from "react";

/** What a control needs to belong to its field. */
export interface ControlProps {
  readonly id: string;
  readonly "aria-describedby"?: string;
  readonly "aria-invalid"?: true;
  readonly required?: true;
}

interface FieldProps {
  readonly label: string;
  readonly help?: ReactNode;
  /** A sentence; absent while nothing is wrong. */
  readonly error?: string | undefined;
  readonly required?: boolean;
  readonly children: (control: ControlProps) => ReactNode;
}

export function Field({ label, help, error, required = false, children }: FieldProps) {
  const id = useId();
  const described = [
    help !== undefined && `${id}-help`,
    error !== undefined && error !== "" && `${id}-error`,
  ].filter((part) => part !== false);
  const control: ControlProps = {
    id,
    ...(described.length > 0 && { "aria-describedby": described.join(" ") }),
    ...(error !== undefined && error !== "" && { "aria-invalid": true as const }),
    ...(required && { required: true as const }),
  };
  return (
    <div className="space-y-1">
      <label htmlFor={id} className="block font-medium">
        {label}
        {required && (
          <span aria-hidden className="text-critical">
            {" *"}
          </span>
        )}
      </label>
      {children(control)}
      {help !== undefined && (
        <p id={`${id}-help`} className="text-sm text-ink-muted">
          {help}
        </p>
      )}
      {error !== undefined && error !== "" && (
        <p id={`${id}-error`} className="flex gap-1.5 text-sm text-critical">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          {error}
        </p>
      )}
    </div>
  );
}
