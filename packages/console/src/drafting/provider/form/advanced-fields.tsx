/** Everything about an integration that its preset mostly settles. */

import { Checkbox } from "../../../ui/checkbox.tsx";
import { Field } from "../../../ui/field.tsx";
import { ListInput } from "../../../ui/list-input.tsx";
import { TextArea } from "../../../ui/text-area.tsx";
import { TextInput } from "../../../ui/text-input.tsx";
import { isTextList, ownMember } from "../../json/json-value.ts";
import { textAt } from "../../mapping/mapping-document.ts";
import type { SecondsMember } from "../provider-state.ts";
import type { ProviderFormProps } from "./form-props.ts";
import { KeySourceField } from "./key-source-field.tsx";
import { PinsFields } from "./pins-fields.tsx";
import { ReplayField } from "./replay-field.tsx";
import { TextField } from "./text-field.tsx";

const algorithms = [
  ...["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
  ...["ES256", "ES384", "ES512", "EdDSA", "Ed25519"],
];

export function AdvancedFields(props: ProviderFormProps) {
  const { state, dispatch, faultAt } = props;
  const { document } = state;
  const audiences = ownMember(document, "additional_audiences");
  return (
    <div className="space-y-5">
      <TextField
        {...props}
        member="token_issuer"
        label="Token Issuer"
        nullable
        help="What stands in the tokens' iss where that differs from the Provider URL. Blank: it does not."
      />
      <Field
        label="Further audiences"
        help="What a token may carry beside the audience above."
        error={faultAt("/additional_audiences")}
      >
        {(control) => (
          <ListInput
            control={control}
            itemLabel="audience"
            items={isTextList(audiences) ? audiences : []}
            onChange={(items) => dispatch({ kind: "set", member: "additional_audiences", value: items })}
          />
        )}
      </Field>
      <PinsFields {...props} />
      <ReplayField {...props} />
      <KeySourceField {...props} />
      <TextField
        {...props}
        member="discovery_query"
        label="Query of the discovery address"
        nullable
        help="Such as appid=… with Microsoft Entra. Mostly blank."
      />
      <Field
        label="Certificates of the issuer's own authority"
        help="PEM. Trusted for this issuer besides the usual ones."
        error={faultAt("/ca_certificates")}
      >
        {(control) => (
          <TextArea
            {...control}
            code
            rows={3}
            value={textAt(document, "ca_certificates")}
            onChange={(event) => {
              const text = event.target.value;
              dispatch({ kind: "set", member: "ca_certificates", value: text === "" ? null : text });
            }}
          />
        )}
      </Field>
      <Flag {...props} member="use_proxy" label="Reach the issuer through the default proxy" />
      <Algorithms {...props} />
      <div className="grid gap-4 sm:grid-cols-2">
        <SecondsField {...props} member="clock_tolerance_seconds" label="Clock tolerance (seconds)" />
        <SecondsField {...props} member="max_token_lifetime_seconds" label="Longest token life (seconds)" />
      </div>
      <Flag {...props} member="accept_access_tokens" label="Also accept access tokens (typ at+jwt)" />
      <Flag {...props} member="enabled" label="Enabled" />
    </div>
  );
}

interface FlagProps extends ProviderFormProps {
  readonly member: string;
  readonly label: string;
}

function Flag({ state, dispatch, member, label }: FlagProps) {
  return (
    <Checkbox
      label={label}
      checked={ownMember(state.document, member) === true}
      onChange={(value) => dispatch({ kind: "set", member, value })}
    />
  );
}

function Algorithms({ state, dispatch, faultAt }: ProviderFormProps) {
  const given = ownMember(state.document, "algorithms");
  const chosen = isTextList(given) ? given : [];
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 font-medium">Algorithms of signatures</legend>
      <div className="flex flex-wrap gap-x-5 gap-y-1.5">
        {algorithms.map((algorithm) => (
          <Checkbox
            key={algorithm}
            label={algorithm}
            checked={chosen.includes(algorithm)}
            onChange={(wanted) =>
              dispatch({
                kind: "set",
                member: "algorithms",
                value: algorithms.filter((one) => (one === algorithm ? wanted : chosen.includes(one))),
              })
            }
          />
        ))}
      </div>
      {faultAt("/algorithms") !== undefined && (
        <p className="text-critical text-sm">{faultAt("/algorithms")}</p>
      )}
    </fieldset>
  );
}

interface SecondsFieldProps extends ProviderFormProps {
  readonly member: SecondsMember;
  readonly label: string;
}

function SecondsField({ state, dispatch, faultAt, member, label }: SecondsFieldProps) {
  const typed = state.typed[member];
  return (
    <Field label={label} error={typed?.problem ?? faultAt(`/${member}`)}>
      {(control) => (
        <TextInput
          {...control}
          inputMode="numeric"
          value={typed?.text ?? String(ownMember(state.document, member) ?? "")}
          autoComplete="off"
          onChange={(event) => dispatch({ kind: "seconds_typed", member, text: event.target.value })}
        />
      )}
    </Field>
  );
}
