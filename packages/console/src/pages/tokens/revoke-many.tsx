/** Ends all that was issued so far through a provider, by a mapping, to a user, or at all: chosen first, then confirmed. */

import type { Principal } from "@countersign/client";
import { useState } from "react";
import { useMappingNames, useProviderNames } from "../../api/names.ts";
import { useRevoke, useTokenCount } from "../../api/tokens.ts";
import { ConfirmAct } from "../../shell/confirm-act.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { RadioGroup } from "../../ui/radio-group.tsx";
import { Select } from "../../ui/select.tsx";
import { TextInput } from "../../ui/text-input.tsx";
import { toast } from "../../ui/toast.ts";
import { type Choice, noChoice, outcome, type Target, targetOf, toll } from "./revocation-target.ts";

interface RevokeManyProps {
  readonly role: Principal["role"] | undefined;
  readonly onClose: () => void;
}

export function RevokeManyDialog({ role, onClose }: RevokeManyProps) {
  const [choice, setChoice] = useState(noChoice);
  const [confirming, setConfirming] = useState<Target | null>(null);
  const target = targetOf(choice);
  if (confirming !== null) return <ConfirmMany target={confirming} onClose={onClose} />;
  return (
    <Dialog
      open
      title="Revoke many tokens"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" disabled={target === null} onClick={() => setConfirming(target)}>
            Continue
          </Button>
        </>
      }
    >
      <p>
        Everything issued up to now is ended; what is issued afterwards is not. A job that still uses a
        revoked token fails, and may exchange again.
      </p>
      <RadioGroup
        label="Revoke everything issued"
        value={choice.kind}
        onChange={(kind) => setChoice({ ...choice, kind })}
        choices={[
          { value: "provider", label: "through a provider" },
          { value: "mapping", label: "by an identity mapping" },
          {
            value: "user",
            label: "to a user",
            help: "Through whatever provider.",
            disabled: role === "workload",
          },
          {
            value: "everything",
            label: "by this server",
            help:
              role === "operator"
                ? "Every access token and reference token."
                : "Only an operator may do this.",
            disabled: role !== "operator",
          },
        ]}
      />
      <Chooser choice={choice} onChange={setChoice} />
      <Toll target={target} />
    </Dialog>
  );
}

interface ChooserProps {
  readonly choice: Choice;
  readonly onChange: (choice: Choice) => void;
}

function Chooser({ choice, onChange }: ChooserProps) {
  const providers = useProviderNames();
  const mappings = useMappingNames(
    choice.kind === "mapping" && choice.provider !== "" ? choice.provider : null,
  );
  if (choice.kind === "everything") return null;
  if (choice.kind === "user") {
    return (
      <Field label="User name" help="As identity mappings grant it; its case does not matter.">
        {(control) => (
          <TextInput
            {...control}
            autoComplete="off"
            spellCheck={false}
            maxLength={255}
            value={choice.user}
            onChange={(event) => onChange({ ...choice, user: event.target.value })}
          />
        )}
      </Field>
    );
  }
  const named = mappings.data ?? [];
  return (
    <>
      <Field label="Provider">
        {(control) => (
          <Select
            {...control}
            value={choice.provider}
            onChange={(provider) => onChange({ ...choice, provider, mappingId: "", mapping: "" })}
            choices={[
              { value: "", label: "Choose a provider" },
              ...(providers.data ?? []).map(({ name }) => ({ value: name, label: name })),
            ]}
          />
        )}
      </Field>
      {choice.kind === "mapping" && (
        <Field label="Identity mapping">
          {(control) => (
            <Select
              {...control}
              disabled={choice.provider === ""}
              value={choice.mappingId}
              onChange={(mappingId) =>
                onChange({
                  ...choice,
                  mappingId,
                  mapping: named.find(({ id }) => id === mappingId)?.name ?? "",
                })
              }
              choices={[
                { value: "", label: "Choose a mapping" },
                ...named.map(({ id, name, project }) => ({
                  value: id,
                  label: project === null ? name : `${name} (project ${project})`,
                })),
              ]}
            />
          )}
        </Field>
      )}
    </>
  );
}

/** How many tokens it would end, as soon as it is known what. */
function Toll({ target }: { readonly target: Target | null }) {
  const count = useTokenCount(target?.filter ?? {}, target !== null);
  return (
    <p role="status" className="font-medium">
      {target !== null && count.data !== undefined ? toll(count.data) : ""}
      {target !== null && count.isFetching && count.data === undefined && "Counting live tokens…"}
    </p>
  );
}

function ConfirmMany({ target, onClose }: { readonly target: Target; readonly onClose: () => void }) {
  const revoke = useRevoke();
  const act = async () => {
    const revoked = await revoke.mutateAsync(target.draft);
    toast(outcome(target.what, revoked.not_before));
  };
  return (
    <ConfirmAct
      title={`Revoke ${target.what}?`}
      confirmLabel="Revoke"
      dangerous
      act={act}
      onClose={onClose}
      {...(target.typed !== undefined && { typeToConfirm: target.typed })}
    >
      <Toll target={target} />
      <p>
        It is in force on every node at once and cannot be taken back. New exchanges go on. Software that only
        checks a token's signature accepts the old ones until they expire.
      </p>
    </ConfirmAct>
  );
}
