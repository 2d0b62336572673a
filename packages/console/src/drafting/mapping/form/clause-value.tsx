/** The value of a row: one text, several, or, where it is neither, its JSON to read. A text that could be a number says which it is. */

import { useId } from "react";
import { ListInput } from "../../../ui/list-input.tsx";
import { Select } from "../../../ui/select.tsx";
import { TextInput } from "../../../ui/text-input.tsx";
import { isJsonArray, isJsonObject, type JsonPrimitive, type JsonValue } from "../../json/json-value.ts";
import { typeOfValue, typesFor, valueFrom } from "../clause-rows.ts";

interface ClauseValueProps {
  readonly name: string;
  readonly value: JsonValue;
  /** Values that are known, the likeliest first. */
  readonly known: readonly JsonPrimitive[];
  readonly disabled: boolean;
  /** A typed text as a value, of the type it had before. */
  readonly take: (text: string, before: JsonPrimitive | undefined) => JsonPrimitive;
  readonly onChange: (value: JsonValue) => void;
}

export function ClauseValue({ name, value, known, disabled, take, onChange }: ClauseValueProps) {
  const id = useId();
  if (
    isJsonArray(value) &&
    value.every((one): one is JsonPrimitive => !isJsonArray(one) && !isJsonObject(one))
  ) {
    return (
      <ListInput
        control={{ id, "aria-label": `Values of ${name}` }}
        itemLabel={`value of ${name}`}
        items={value.map(String)}
        suggestions={known.map(String)}
        disabled={disabled}
        onChange={(texts) => {
          const before = (text: string) => value.find((one) => String(one) === text);
          onChange(texts.map((text) => take(text, before(text) ?? value[0])));
        }}
      />
    );
  }
  if (isJsonArray(value) || isJsonObject(value) || value === null) {
    return <code className="self-center overflow-x-auto font-mono text-sm">{JSON.stringify(value)}</code>;
  }
  return <SingleValue {...{ name, known, disabled, take, onChange }} value={value} />;
}

function SingleValue({
  name,
  value,
  known,
  disabled,
  take,
  onChange,
}: ClauseValueProps & { readonly value: JsonPrimitive }) {
  const id = useId();
  const text = String(value);
  const types = typesFor(text);
  return (
    <div className="flex min-w-0 gap-2">
      <TextInput
        aria-label={`Value of ${name}`}
        className="font-mono text-sm"
        list={id}
        value={text}
        disabled={disabled}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(take(event.target.value, value))}
      />
      <datalist id={id}>
        {known.map((one) => (
          <option key={String(one)} value={String(one)} />
        ))}
      </datalist>
      {types.length > 1 && (
        <Select
          aria-label={`Type of ${name}`}
          className="w-28 shrink-0"
          value={typeOfValue(value)}
          disabled={disabled}
          choices={types.map((type) => ({ value: type, label: type }))}
          onChange={(type) => onChange(valueFrom(text, type))}
        />
      )}
    </div>
  );
}
