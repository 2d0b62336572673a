/** Somebody else saved the mapping meanwhile: shows theirs, and lets one take it or save one's own over it. */

import type { Mapping } from "@countersign/client";
import { useStandingMapping } from "../../api/configuration.ts";
import { printJson } from "../../drafting/json/json-value.ts";
import { withoutServerMembers } from "../../drafting/mapping/mapping-document.ts";
import { Problem } from "../../shell/problem.tsx";
import { Button } from "../../ui/button.tsx";
import { CodeBlock } from "../../ui/code.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";

interface ConflictDialogProps {
  readonly id: string;
  readonly onTake: (theirs: Mapping) => void;
  readonly onOverwrite: (theirs: Mapping) => void;
  readonly onClose: () => void;
}

export function ConflictDialog({ id, onTake, onOverwrite, onClose }: ConflictDialogProps) {
  const theirs = useStandingMapping(id);
  const ready = theirs.data !== undefined && !theirs.isFetching;
  return (
    <Dialog
      open
      size="large"
      title="Somebody else changed this mapping meanwhile"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Go on writing</Button>
          <Button disabled={!ready} onClick={() => theirs.data && onTake(theirs.data)}>
            Take theirs
          </Button>
          <Button look="dangerous" disabled={!ready} onClick={() => theirs.data && onOverwrite(theirs.data)}>
            Save mine over it
          </Button>
        </>
      }
    >
      <p>Nothing of yours was saved. This is what stands now:</p>
      {theirs.isError && <Problem error={theirs.error} title="It cannot be read" />}
      {theirs.isPending && <Skeleton lines={6} />}
      {theirs.data !== undefined && (
        <CodeBlock label="The mapping as it stands" text={printJson(withoutServerMembers(theirs.data))} />
      )}
    </Dialog>
  );
}
