/** Makes a service token, and shows its text this once. */

import type { MadeServiceToken } from "@countersign/client";
import { useState } from "react";
import { describeProblem } from "../../api/problems.ts";
import { type ServiceTokenWish, useCreateServiceToken } from "../../api/settings.ts";
import { Problem } from "../../shell/problem.tsx";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { Code } from "../../ui/code.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Field } from "../../ui/field.tsx";
import { NumberInput } from "../../ui/number-input.tsx";
import { RadioGroup } from "../../ui/radio-group.tsx";
import { LocalTime } from "../../ui/relative-time.tsx";
import { TextInput } from "../../ui/text-input.tsx";

interface Form extends Omit<ServiceTokenWish, "audience" | "days"> {
  /** With blanks between them. */
  readonly audience: string;
  readonly days: number | null;
}

const usualDays = 90;

export function CreateServiceToken({ onClose }: { readonly onClose: () => void }) {
  const create = useCreateServiceToken();
  return create.isSuccess ? (
    <Made token={create.data} onClose={onClose} />
  ) : (
    <Wish create={create} onClose={onClose} />
  );
}

interface WishProps {
  readonly create: ReturnType<typeof useCreateServiceToken>;
  readonly onClose: () => void;
}

function Wish({ create, onClose }: WishProps) {
  const [form, setForm] = useState<Form>({ name: "", role: "admin", audience: "", days: usualDays });
  const errors = create.isError ? describeProblem(create.error).errors : [];
  const errorAt = (member: string) => errors.find(({ pointer }) => pointer === `/${member}`)?.detail;
  const send = () =>
    create.mutate({
      name: form.name.trim(),
      role: form.role,
      audience: form.audience.split(/\s+/).filter((one) => one !== ""),
      days: form.days ?? usualDays,
    });
  return (
    <Dialog
      open
      title="New service token"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" busy={create.isPending} onClick={send}>
            Create
          </Button>
        </>
      }
    >
      <Field
        label="Name"
        required
        error={errorAt("name")}
        help='Recorded with all it does. Letters, digits, "-", "_" and ".".'
      >
        {(control) => (
          <TextInput
            {...control}
            autoComplete="off"
            spellCheck={false}
            maxLength={64}
            value={form.name}
            onChange={(event) => setForm({ ...form, name: event.target.value })}
          />
        )}
      </Field>
      <RadioGroup
        label="Role"
        value={form.role}
        onChange={(role) => setForm({ ...form, role })}
        error={errorAt("role")}
        choices={[
          { value: "admin", label: "admin", help: "Providers, identity mappings, projects and tokens." },
          {
            value: "operator",
            label: "operator",
            help: "The same, and the server itself: keys, audits, service tokens.",
          },
          {
            value: "introspect",
            label: "introspect",
            help: "Asks whether tokens are good. On the Keystone face also what roles give its user.",
          },
        ]}
      />
      {form.role === "introspect" && (
        <Field
          label="Audience"
          error={errorAt("audience")}
          help="Only of tokens for these, a blank between them. Empty: of every token."
        >
          {(control) => (
            <TextInput
              {...control}
              autoComplete="off"
              spellCheck={false}
              value={form.audience}
              onChange={(event) => setForm({ ...form, audience: event.target.value })}
            />
          )}
        </Field>
      )}
      <Field label="Days until it expires" error={errorAt("lifetime_seconds")} help="At most 366.">
        {(control) => (
          <NumberInput
            {...control}
            value={form.days}
            onChange={(days) => setForm({ ...form, days })}
            className="max-w-32"
          />
        )}
      </Field>
      {create.isError && <Problem error={create.error} title="No service token was made" />}
    </Dialog>
  );
}

/** The only time that its text is seen. */
function Made({ token, onClose }: { readonly token: MadeServiceToken; readonly onClose: () => void }) {
  return (
    <Dialog
      open
      grave
      title={`The service token ${token.name}`}
      onClose={onClose}
      actions={
        <Button look="primary" onClick={onClose}>
          I have kept it
        </Button>
      }
    >
      <Callout severity="warning" title="This is the only time it is shown" announce="politely">
        <p>Copy it now to where it is used. The server keeps its digest alone, and cannot show it again.</p>
      </Callout>
      <p className="flex flex-wrap items-center gap-2">
        <Code>{token.secret}</Code>
        <CopyButton text={token.secret} label="Copy the service token" showLabel />
      </p>
      <Facts
        facts={[
          { term: "Role", value: token.role },
          { term: "Expires", value: <LocalTime at={token.expires_at} /> },
        ]}
      />
    </Dialog>
  );
}
