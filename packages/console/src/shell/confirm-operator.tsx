/**
 * Asks an operator for the credential once more when the server wants that for an act; the act is then done, or left
 * undone when the person turns away.
 */

import type { Session } from "@countersign/client";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { answerConfirmation, useConfirmationAsked } from "../api/confirmation.ts";
import { confirmationAddress, confirmSession } from "../api/session.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Problem } from "./problem.tsx";
import { wantedPath } from "./return-path.ts";
import { SecretInput } from "./secret-input.tsx";
import { SingleSignOnLink } from "./single-sign-on-link.tsx";

export function ConfirmOperator({ session }: { readonly session: Session }) {
  if (!useConfirmationAsked()) return null;
  return session.method === "token" ? <ConfirmWithToken /> : <ConfirmWithSignOn />;
}

const turnAway = () => answerConfirmation(false);

/** @param act what confirms, beside the button that turns away */
function Frame({ act, children }: { readonly act: ReactNode; readonly children: ReactNode }) {
  return (
    <Dialog
      open
      grave
      size="small"
      title="Confirm that it is you"
      onClose={turnAway}
      actions={
        <>
          <Button onClick={turnAway}>Cancel</Button>
          {act}
        </>
      }
    >
      {children}
    </Dialog>
  );
}

function ConfirmWithToken() {
  const form = useId();
  const [token, setToken] = useState("");
  const confirming = useMutation({
    mutationFn: () => confirmSession(token.trim()),
    onSuccess: () => answerConfirmation(true),
    onSettled: () => setToken(""),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // The dialog may stand in another form of the page, which this is none of.
    event.stopPropagation();
    if (token.trim() !== "") confirming.mutate();
  };
  return (
    <Frame
      act={
        <Button type="submit" form={form} look="primary" busy={confirming.isPending}>
          Confirm
        </Button>
      }
    >
      <p>
        Only operators who have shown their token within the last minutes may do this. It is done as soon as
        you have shown it.
      </p>
      <form id={form} onSubmit={submit}>
        <Field label="The token you signed in with" required>
          {(control) => <SecretInput {...control} value={token} onChange={setToken} />}
        </Field>
      </form>
      {confirming.isError && <Problem error={confirming.error} title="Not confirmed" />}
    </Frame>
  );
}

function ConfirmWithSignOn() {
  return (
    <Frame
      act={
        <SingleSignOnLink href={confirmationAddress(wantedPath(location.pathname, location.search))}>
          Sign in again
        </SingleSignOnLink>
      }
    >
      <p>
        Only operators who have signed in within the last minutes may do this. Sign in again and you are back
        at this page; then do it once more. What you were writing here is lost, so copy it first if you need
        it.
      </p>
    </Frame>
  );
}
