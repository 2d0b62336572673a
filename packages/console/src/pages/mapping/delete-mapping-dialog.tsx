/** Asks before a mapping is deleted, and says what that means. */

import type { Mapping } from "@countersign/client";
import { useMutation } from "@tanstack/react-query";
import { deleteMapping } from "../../api/configuration.ts";
import { Problem } from "../../shell/problem.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { toast } from "../../ui/toast.ts";

interface DeleteMappingDialogProps {
  readonly mapping: Pick<Mapping, "id" | "name" | "provider" | "revision">;
  readonly onClose: () => void;
  readonly onDeleted: () => void;
}

export function DeleteMappingDialog({ mapping, onClose, onDeleted }: DeleteMappingDialogProps) {
  const { id, name, provider, revision } = mapping;
  const deletion = useMutation({
    mutationFn: () => deleteMapping(id, revision),
    onSuccess: () => {
      toast(`The mapping ${name} is deleted.`);
      onDeleted();
    },
  });
  return (
    <ConfirmDialog
      open
      dangerous
      title={`Delete the mapping ${name}?`}
      confirmLabel="Delete"
      busy={deletion.isPending}
      onConfirm={() => deletion.mutate()}
      onClose={onClose}
      problem={deletion.isError && <Problem error={deletion.error} title="The mapping was not deleted" />}
    >
      Jobs of {provider} that it let in are refused from then on, unless another mapping fits them. Tokens
      that were issued stay good until they expire, unless you revoke them.
    </ConfirmDialog>
  );
}
