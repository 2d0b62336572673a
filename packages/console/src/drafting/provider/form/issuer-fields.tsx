/** Where the tokens come from: the issuer's URL, put together from what differs between installations. */

import { useState } from "react";
import { Field } from "../../../ui/field.tsx";
import { Select } from "../../../ui/select.tsx";
import { TextInput } from "../../../ui/text-input.tsx";
import { textAt } from "../../mapping/mapping-document.ts";
import { fillIssuer, wordLabel, wordsIn, wordsOf } from "../issuer-templates.ts";
import type { ProviderFormProps } from "./form-props.ts";
import { TextField } from "./text-field.tsx";

export function IssuerFields(props: ProviderFormProps) {
  const { state, dispatch, preset } = props;
  const templates = preset?.issuers ?? [];
  const issuer = textAt(state.document, "issuer_url");
  const [chosen, setChosen] = useState(() => templates.findIndex((one) => wordsIn(one, issuer) !== null));
  const template = templates[Math.max(chosen, 0)] ?? "";
  const [words, setWords] = useState<Readonly<Record<string, string>>>(() => filledWords(template, issuer));
  const write = (from: string, given: Readonly<Record<string, string>>) => {
    setWords(given);
    dispatch({ kind: "set", member: "issuer_url", value: fillIssuer(from, given) });
  };
  return (
    <>
      {templates.length > 1 && (
        <Field label="Form of the issuer">
          {(control) => (
            <Select
              {...control}
              value={String(Math.max(chosen, 0))}
              choices={templates.map((one, index) => ({ value: String(index), label: one }))}
              onChange={(index) => {
                setChosen(Number(index));
                write(templates[Number(index)] ?? "", words);
              }}
            />
          )}
        </Field>
      )}
      {wordsOf(template).length > 0 && (
        <div className="grid gap-4 sm:grid-cols-2">
          {wordsOf(template).map((name) => (
            <Field key={name} label={wordLabel(name)} required>
              {(control) => (
                <TextInput
                  {...control}
                  value={words[name] ?? ""}
                  autoComplete="off"
                  spellCheck={false}
                  onChange={(event) => write(template, { ...words, [name]: event.target.value })}
                />
              )}
            </Field>
          ))}
        </div>
      )}
      <TextField
        {...props}
        member="issuer_url"
        label="Provider URL"
        required
        help="The issuer, as it stands in the tokens. Its keys are found from here."
      />
    </>
  );
}

/** The words of an issuer that was written; none of one that still has them in braces. */
function filledWords(template: string, issuer: string): Readonly<Record<string, string>> {
  const found = wordsIn(template, issuer) ?? {};
  return Object.fromEntries(Object.entries(found).filter(([, value]) => !/^\{\w+\}$/.test(value)));
}
