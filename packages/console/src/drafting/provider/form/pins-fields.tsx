/** Claims that every token must carry, whatever a mapping says: those with a name of their own, and any others. */

import { Plus, X } from "lucide-react";
import { Button, IconButton } from "../../../ui/button.tsx";
import { Checkbox } from "../../../ui/checkbox.tsx";
import { Field } from "../../../ui/field.tsx";
import { TextInput } from "../../../ui/text-input.tsx";
import { namedPins, type PinField, pinsAsJson, pinsOf, withPin } from "../provider-document.ts";
import type { ProviderFormProps } from "./form-props.ts";

/** Such as the organization, where the CI system has it. */
export function NamedPinFields({ state, dispatch, preset }: ProviderFormProps) {
  const pins = pinsOf(state.document);
  return namedPins
    .filter(({ presets }) => preset !== undefined && presets.test(preset.id))
    .map(({ claim, ignore_case, label, help }) => (
      <Field key={claim} label={label} help={help}>
        {(control) => (
          <TextInput
            {...control}
            value={pins.find((pin) => pin.claim === claim)?.value ?? ""}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => {
              const pin = { claim, ignore_case, value: event.target.value };
              dispatch({ kind: "set", member: "pins", value: withPin(state.document, pin) });
            }}
          />
        )}
      </Field>
    ));
}

export function PinsFields({ state, dispatch, faultAt }: ProviderFormProps) {
  const pins = pinsOf(state.document);
  const set = (changed: readonly PinField[]) =>
    dispatch({ kind: "set", member: "pins", value: pinsAsJson(changed) });
  const change = (index: number, pin: PinField) => set(pins.map((one, at) => (at === index ? pin : one)));
  return (
    <fieldset className="min-w-0 space-y-2">
      <legend className="mb-1 font-medium">Claims every token must carry</legend>
      {pins.map((pin, index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: a pin has no name until one is typed
          key={index}
          className="grid items-center gap-2 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto_auto]"
        >
          <TextInput
            aria-label="Claim"
            className="font-mono text-sm"
            value={pin.claim}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => change(index, { ...pin, claim: event.target.value })}
          />
          <TextInput
            aria-label={`Value of ${pin.claim}`}
            className="font-mono text-sm"
            value={pin.value}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => change(index, { ...pin, value: event.target.value })}
          />
          <Checkbox
            label="any case"
            checked={pin.ignore_case}
            onChange={(ignore_case) => change(index, { ...pin, ignore_case })}
          />
          <IconButton
            label={`Remove ${pin.claim}`}
            icon={<X aria-hidden className="size-4" />}
            onClick={() => set(pins.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <Button
        size="small"
        icon={<Plus aria-hidden className="size-4" />}
        onClick={() => set([...pins, { claim: "", value: "", ignore_case: false }])}
      >
        Add a claim
      </Button>
      {faultAt("/pins") !== undefined && <p className="text-critical text-sm">{faultAt("/pins")}</p>}
    </fieldset>
  );
}
