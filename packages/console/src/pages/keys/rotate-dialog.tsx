/** Has other keys sign: as planned, which disturbs nobody, or in an emergency, which ends every token. */

import { useRotateKeys } from "../../api/keys.ts";
import { useTokenCount } from "../../api/tokens.ts";
import { ConfirmAct } from "../../shell/confirm-act.tsx";
import { toast } from "../../ui/toast.ts";

interface RotateDialogProps {
  readonly emergency: boolean;
  readonly onClose: () => void;
}

export function RotateDialog({ emergency, onClose }: RotateDialogProps) {
  const rotate = useRotateKeys();
  return emergency ? (
    <ConfirmAct
      title="Withdraw every signing key?"
      confirmLabel="Withdraw all keys"
      dangerous
      typeToConfirm="emergency"
      act={() => rotate.mutateAsync(true)}
      onDone={() =>
        toast("New keys sign. Every token issued before is ended; each job has to exchange again.")
      }
      onClose={onClose}
    >
      <p>For keys that may be in wrong hands. New keys sign at once, and all others are withdrawn.</p>
      <LiveTokens />
      <ul className="list-disc space-y-1 pl-5">
        <li>A running job that still uses its token fails, and has to exchange again.</li>
        <li>
          Verifiers may refuse the new tokens until they have read the key set again, within 30 minutes.
        </li>
        <li>Verifiers that check only signatures accept the old tokens for as long.</li>
      </ul>
    </ConfirmAct>
  ) : (
    <ConfirmAct
      title="Rotate the signing keys?"
      confirmLabel="Rotate"
      act={() => rotate.mutateAsync(false)}
      onDone={() =>
        toast("A next key is published. It takes over by itself once every verifier can have it.")
      }
      onClose={onClose}
    >
      <p>
        A next key is published now and takes over in about half an hour, when every verifier can have it.
        Nothing is ended: the present key stays published until its last token has expired.
      </p>
    </ConfirmAct>
  );
}

function LiveTokens() {
  const { data } = useTokenCount({});
  const many =
    data === undefined ? "" : `${data.complete ? "" : "at least "}${data.count.toLocaleString("en")} `;
  return (
    <p role="status" className="font-medium">
      Every access token and reference token is ended: {many}live now.
    </p>
  );
}
