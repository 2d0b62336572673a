/** Asks before an integration is deleted, and says what goes with it. */

import type { Provider } from "@countersign/client";
import { useMutation } from "@tanstack/react-query";
import { deleteProvider } from "../../api/configuration.ts";
import { Problem } from "../../shell/problem.tsx";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { toast } from "../../ui/toast.ts";

interface DeleteProviderDialogProps {
  /** Null: nothing is asked. */
  readonly provider: (Pick<Provider, "name"> & { readonly mapping_count: number }) | null;
  readonly onClose: () => void;
  readonly onDeleted?: () => void;
}

export function DeleteProviderDialog({ provider, onClose, onDeleted }: DeleteProviderDialogProps) {
  const deletion = useMutation({
    mutationFn: deleteProvider,
    onSuccess: (_, name) => {
      toast(`The integration ${name} is deleted.`);
      close();
      onDeleted?.();
    },
  });
  const close = () => {
    deletion.reset();
    onClose();
  };
  if (provider === null) return null;
  const { name, mapping_count: count } = provider;
  return (
    <ConfirmDialog
      open
      dangerous
      title={`Delete the integration ${name}?`}
      confirmLabel="Delete"
      typeToConfirm={name}
      busy={deletion.isPending}
      onConfirm={() => deletion.mutate(name)}
      onClose={close}
      problem={deletion.isError && <Problem error={deletion.error} title="The integration was not deleted" />}
    >
      <p>
        {count === 0
          ? "It has no identity mappings."
          : `Its ${count === 1 ? "identity mapping goes" : `${count} identity mappings go`} with it.`}{" "}
        From then on every exchange with it is refused. Tokens that were issued stay good until they expire,
        unless you revoke them; the records of its exchanges stay.
      </p>
    </ConfirmDialog>
  );
}
