/** The second step before a dangerous act, bound to the act: busy while it runs, and says what went wrong. */

import { useMutation } from "@tanstack/react-query";
import { ConfirmDialog, type ConfirmDialogProps } from "../ui/confirm-dialog.tsx";
import { Problem } from "./problem.tsx";

type ConfirmActProps = Omit<ConfirmDialogProps, "open" | "onConfirm" | "busy" | "problem"> & {
  readonly act: () => Promise<unknown>;
  /** When it is done, before the dialog closes. */
  readonly onDone?: () => void;
};

/** Open as long as it is drawn. */
export function ConfirmAct({ act, onDone, onClose, ...others }: ConfirmActProps) {
  const acting = useMutation({
    mutationFn: act,
    onSuccess: () => {
      onDone?.();
      onClose();
    },
  });
  return (
    <ConfirmDialog
      open
      busy={acting.isPending}
      onConfirm={() => acting.mutate()}
      onClose={onClose}
      problem={acting.isError ? <Problem error={acting.error} title="Nothing was done" /> : undefined}
      {...others}
    />
  );
}
