/** The second step before an act that cannot be taken back: says what will be done, and does it only then. */

import { type ReactNode, useState } from "react";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { Field } from "./field.tsx";
import { TextInput } from "./text-input.tsx";

export interface ConfirmDialogProps {
  readonly open: boolean;
  /** A question, as in "Delete the integration github?". */
  readonly title: string;
  /** What will be done, and what that means for whom. */
  readonly children: ReactNode;
  /** The act, as a verb: "Delete". */
  readonly confirmLabel: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly busy?: boolean;
  /** Whether it takes something away; the button is then red. */
  readonly dangerous?: boolean;
  /** What has to be typed first, for the gravest acts. */
  readonly typeToConfirm?: string;
  /** What went wrong with the last attempt. */
  readonly problem?: ReactNode;
}

export function ConfirmDialog({ open, ...others }: ConfirmDialogProps) {
  return open ? <OpenConfirmDialog {...others} /> : null;
}

function OpenConfirmDialog({
  title,
  children,
  confirmLabel,
  onConfirm,
  onClose,
  busy = false,
  dangerous = false,
  typeToConfirm,
  problem,
}: Omit<ConfirmDialogProps, "open">) {
  const [typed, setTyped] = useState("");
  const ready = typeToConfirm === undefined || typed.trim() === typeToConfirm;
  return (
    <Dialog
      open
      grave
      size="small"
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose} data-autofocus={typeToConfirm === undefined ? true : undefined}>
            Cancel
          </Button>
          <Button
            look={dangerous ? "dangerous" : "primary"}
            busy={busy}
            disabled={!ready}
            onClick={onConfirm}
          >
            {confirmLabel}
          </Button>
        </>
      }
    >
      {children}
      {typeToConfirm !== undefined && (
        <Field label={`Type ${typeToConfirm} to go on`}>
          {(control) => (
            <TextInput
              {...control}
              autoComplete="off"
              spellCheck={false}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          )}
        </Field>
      )}
      {problem}
    </Dialog>
  );
}
