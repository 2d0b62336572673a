/** Where the issuer's keys come from. */

import { Field } from "../../../ui/field.tsx";
import { RadioGroup } from "../../../ui/radio-group.tsx";
import { TextArea } from "../../../ui/text-area.tsx";
import { TextInput } from "../../../ui/text-input.tsx";
import { isJsonObject, ownMember } from "../../json/json-value.ts";
import { textAt } from "../../mapping/mapping-document.ts";
import { keysText } from "../provider-state.ts";
import type { ProviderFormProps } from "./form-props.ts";

type Kind = "discovery" | "jwks_uri" | "static";

export function KeySourceField({ state, dispatch, faultAt }: ProviderFormProps) {
  const source = ownMember(state.document, "key_source");
  const given = isJsonObject(source) ? source : {};
  const kind = kindOf(textAt(given, "kind"));
  const set = (value: { readonly kind: string; readonly url?: string }) =>
    dispatch({ kind: "set", member: "key_source", value });
  const choose = (chosen: Kind) => {
    if (chosen === "static") dispatch({ kind: "keys_typed", text: '{ "keys": [] }' });
    else set(chosen === "jwks_uri" ? { kind: chosen, url: "" } : { kind: chosen });
  };
  return (
    <div className="space-y-2">
      <RadioGroup
        label="Keys of the issuer"
        value={kind}
        choices={[
          {
            value: "discovery",
            label: "found by discovery",
            help: "From the Provider URL, as the standard has it.",
          },
          { value: "jwks_uri", label: "read from an address" },
          {
            value: "static",
            label: "pasted here",
            help: "For issuers this server cannot reach. You renew them.",
          },
        ]}
        onChange={choose}
      />
      {kind === "jwks_uri" && (
        <Field label="JWKS URI" required error={faultAt("/key_source/url") ?? faultAt("/key_source")}>
          {(control) => (
            <TextInput
              {...control}
              value={textAt(given, "url")}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => set({ kind, url: event.target.value })}
            />
          )}
        </Field>
      )}
      {kind === "static" && (
        <Field
          label="Key set (JWKS)"
          required
          error={state.typed["key_source"]?.problem ?? faultAt("/key_source/jwks") ?? faultAt("/key_source")}
        >
          {(control) => (
            <TextArea
              {...control}
              code
              rows={7}
              value={keysText(state)}
              onChange={(event) => dispatch({ kind: "keys_typed", text: event.target.value })}
            />
          )}
        </Field>
      )}
    </div>
  );
}

function kindOf(text: string): Kind {
  return text === "jwks_uri" || text === "static" ? text : "discovery";
}
