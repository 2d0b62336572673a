/** The form of a trial by hand: a token or claims, and, for who wants it, where they are presented. */

import { type FormEvent, useState } from "react";
import { tokenIn } from "../../../api/pasted-token.ts";
import { useSeesAll } from "../../../api/rights.ts";
import { readJsonText } from "../../../drafting/json/json-text.ts";
import { isJsonObject } from "../../../drafting/json/json-value.ts";
import { Button } from "../../../ui/button.tsx";
import { Disclosure } from "../../../ui/disclosure.tsx";
import { Field } from "../../../ui/field.tsx";
import { Tabs } from "../../../ui/tabs.tsx";
import { TextArea } from "../../../ui/text-area.tsx";
import { TextInput } from "../../../ui/text-input.tsx";
import { given, type TrialQuestion, type Where } from "./question.ts";

interface QuestionFormProps {
  readonly busy: boolean;
  readonly onAsk: (question: TrialQuestion) => void;
}

const nowhere: Where = { provider: "", project: "", mapping: "", protocol: "" };

export function QuestionForm({ busy, onAsk }: QuestionFormProps) {
  const [kind, setKind] = useState<"token" | "claims">("token");
  const [token, setToken] = useState("");
  const [claims, setClaims] = useState("");
  const [where, setWhere] = useState(nowhere);
  const [error, setError] = useState<string>();
  const choose = (chosen: "token" | "claims") => {
    setKind(chosen);
    setError(undefined);
  };
  const ask = (event: FormEvent) => {
    event.preventDefault();
    const question = kind === "token" ? readToken(token) : readClaims(claims);
    setError(question.ok ? undefined : question.sentence);
    if (question.ok) onAsk({ ...question.value, ...given(where) });
  };
  return (
    <form onSubmit={ask} className="space-y-4">
      <Tabs
        label="What is tried"
        value={kind}
        onChange={choose}
        tabs={[
          {
            id: "token",
            label: "A token",
            content: (
              <Field
                label="ID token"
                help="It is verified as in an exchange, and not used up. The server keeps nothing of it."
                error={error}
              >
                {(control) => (
                  <TextArea
                    {...control}
                    code
                    rows={7}
                    value={token}
                    onChange={(event) => setToken(event.target.value)}
                  />
                )}
              </Field>
            ),
          },
          {
            id: "claims",
            label: "Claims",
            content: (
              <Field
                label="Claims as JSON"
                help="As the platform documents them, or copied from an entry of the log. With a provider named, iss and aud may be left out."
                error={error}
              >
                {(control) => (
                  <TextArea
                    {...control}
                    code
                    rows={12}
                    value={claims}
                    onChange={(event) => setClaims(event.target.value)}
                  />
                )}
              </Field>
            ),
          },
        ]}
      />
      <WhereFields where={where} onChange={setWhere} />
      <Button type="submit" look="primary" busy={busy}>
        Explain
      </Button>
    </form>
  );
}

function WhereFields({
  where,
  onChange,
}: {
  readonly where: Where;
  readonly onChange: (where: Where) => void;
}) {
  const mustName = !useSeesAll();
  const field = (name: keyof Where, label: string, help: string) => (
    <Field label={label} help={help} required={mustName && name === "provider"}>
      {(control) => (
        <TextInput
          {...control}
          value={where[name]}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onChange({ ...where, [name]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <>
      {field(
        "provider",
        "Provider",
        mustName ? "One of your project's." : "If left out: the one that trusts the token's issuer.",
      )}
      <Disclosure summary="Where it is presented">
        <div className="space-y-3">
          {field("project", "Project", "Its mappings are considered first.")}
          {field("mapping", "Mapping", "Only this one is judged.")}
          {field("protocol", "Protocol", "A login by this protocol of the provider, instead of an exchange.")}
        </div>
      </Disclosure>
    </>
  );
}

type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly sentence: string };

function readToken(pasted: string): Read<{ readonly token: string }> {
  const token = tokenIn(pasted);
  return token === "" ? { ok: false, sentence: "Paste a token first." } : { ok: true, value: { token } };
}

function readClaims(typed: string): Read<{ readonly claims: Record<string, unknown> }> {
  const read = readJsonText(typed);
  if (!read.ok) {
    const { line, column, sentence } = read.problem;
    return { ok: false, sentence: `Line ${line}, column ${column}: ${sentence}` };
  }
  return isJsonObject(read.value)
    ? { ok: true, value: { claims: { ...read.value } } }
    : { ok: false, sentence: "Claims are a JSON object, from { to }." };
}
