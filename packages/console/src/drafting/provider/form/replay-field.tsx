/** Whether a token may be exchanged more than once, and what tells one from another. */

import { Field } from "../../../ui/field.tsx";
import { ListInput } from "../../../ui/list-input.tsx";
import { RadioGroup } from "../../../ui/radio-group.tsx";
import {
  isJsonObject,
  isTextList,
  type JsonObject,
  type JsonValue,
  ownMember,
} from "../../json/json-value.ts";
import { textAt } from "../../mapping/mapping-document.ts";
import type { ProviderFormProps } from "./form-props.ts";

type Choice = "reusable" | "jti" | "claims" | "payload";

export function ReplayField({ state, dispatch, preset, faultAt }: ProviderFormProps) {
  const key = keyOf(ownMember(state.document, "replay"));
  const choice = choiceOf(key);
  const set = (replay: JsonObject) => dispatch({ kind: "set", member: "replay", value: replay });
  const once = (one: JsonObject) => set({ policy: "single_use", key: one });
  const names = key === null ? undefined : ownMember(key, "names");
  return (
    <div className="space-y-2">
      <RadioGroup
        label="A token is accepted"
        value={choice}
        choices={[
          { value: "jti", label: "once, known by its jti" },
          { value: "claims", label: "once, known by other claims" },
          { value: "payload", label: "once, known by all it says" },
          { value: "reusable", label: "as often as it is shown, until it expires" },
        ]}
        onChange={(chosen) => {
          if (chosen === "reusable") set({ policy: "reusable" });
          else once(chosen === "claims" ? { kind: "claims", names: [] } : { kind: chosen });
        }}
      />
      {choice === "claims" && (
        <Field label="Claims that tell one token from another" error={faultAt("/replay/key/names")}>
          {(control) => (
            <ListInput
              control={control}
              itemLabel="claim"
              items={isTextList(names) ? names : []}
              onChange={(changed) => once({ kind: "claims", names: changed })}
            />
          )}
        </Field>
      )}
      {preset !== undefined && <p className="text-ink-muted text-sm">{preset.replay.why}</p>}
    </div>
  );
}

function keyOf(replay: JsonValue | undefined): JsonObject | null {
  const key = isJsonObject(replay) ? ownMember(replay, "key") : undefined;
  return isJsonObject(key) ? key : null;
}

function choiceOf(key: JsonObject | null): Choice {
  const kind = key === null ? "" : textAt(key, "kind");
  return kind === "jti" || kind === "claims" || kind === "payload" ? kind : "reusable";
}
