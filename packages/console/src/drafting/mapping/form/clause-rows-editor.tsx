/** The claims of a mapping, row by row, with what is known of the tokens to choose from. */

import { Plus, X } from "lucide-react";
import { useId, useState } from "react";
import { Button, IconButton } from "../../../ui/button.tsx";
import { Select } from "../../../ui/select.tsx";
import { TextInput } from "../../../ui/text-input.tsx";
import { type JsonObject, type JsonPrimitive, pointerTo } from "../../json/json-value.ts";
import { type ClaimHints, claimNames, valuesAt } from "../claim-hints.ts";
import {
  type ClauseRow,
  pathFrom,
  pathText,
  rowsOf,
  typeOfValue,
  valueAs,
  valueFrom,
  withoutRow,
  withRow,
  withRowMoved,
} from "../clause-rows.ts";
import { ClauseValue } from "./clause-value.tsx";

interface ClauseRowsEditorProps {
  readonly claims: JsonObject;
  readonly hints: ClaimHints;
  readonly disabled: boolean;
  readonly faults: readonly { readonly pointer: string; readonly detail: string }[];
  readonly onChange: (claims: JsonObject) => void;
}

export function ClauseRowsEditor({ claims, hints, disabled, faults, onChange }: ClauseRowsEditorProps) {
  const rows = rowsOf(claims);
  return (
    <div className="space-y-2">
      {rows.length === 0 && (
        <p className="text-ink-muted">
          No claim is demanded yet. Without one, every token of the integration would fit, so the server
          refuses it.
        </p>
      )}
      <ul className="space-y-2">
        {rows.map((row) => (
          <li key={pathText(row.path)}>
            <Row row={row} claims={claims} hints={hints} disabled={disabled} onChange={onChange} />
            {faults
              .filter(({ pointer }) => pointer === pointerTo(row.path))
              .map(({ detail }) => (
                <p key={detail} className="mt-1 text-critical text-sm">
                  {detail}
                </p>
              ))}
          </li>
        ))}
      </ul>
      <NewRow
        names={claimNames(hints).filter((name) => !rows.some(({ path }) => pathText(path) === name))}
        disabled={disabled}
        onAdd={(path) => onChange(withRow(claims, path, valuesAt(hints, path)[0] ?? ""))}
      />
    </div>
  );
}

interface RowProps extends Omit<ClauseRowsEditorProps, "faults"> {
  readonly row: ClauseRow;
}

function Row({ row, claims, hints, disabled, onChange }: RowProps) {
  const { path, kind, value } = row;
  const name = pathText(path);
  const known = valuesAt(hints, path);
  const take = (text: string, before: JsonPrimitive | undefined) =>
    valueFrom(text, typeOfValue(before ?? known[0] ?? ""));
  return (
    <div className="grid items-start gap-2 rounded-md border border-line p-2 sm:grid-cols-[minmax(0,1fr)_9rem_minmax(0,1.4fr)_auto] sm:border-0 sm:p-0">
      <ClaimName
        path={path}
        disabled={disabled}
        onRename={(to) => onChange(withRowMoved(claims, path, to, value))}
      />
      {kind === "json" ? (
        <span className="self-center text-ink-muted text-sm">as JSON</span>
      ) : (
        <Select
          aria-label={`How ${name} is compared`}
          value={kind}
          disabled={disabled}
          choices={[
            { value: "is", label: "is" },
            { value: "any_of", label: "is any of" },
            { value: "pattern", label: "fits the pattern" },
          ]}
          onChange={(as) => onChange(withRow(claims, path, valueAs(as, value)))}
        />
      )}
      <ClauseValue
        name={name}
        value={value}
        known={known}
        disabled={disabled}
        take={take}
        onChange={(changed) => onChange(withRow(claims, path, changed))}
      />
      <IconButton
        label={`Remove ${name}`}
        icon={<X aria-hidden className="size-4" />}
        disabled={disabled}
        onClick={() => onChange(withoutRow(claims, path))}
      />
    </div>
  );
}

interface ClaimNameProps {
  readonly path: readonly string[];
  readonly disabled: boolean;
  readonly onRename: (to: readonly string[]) => void;
}

/** A row is renamed when the field is left, since half a name may be another row's. */
function ClaimName({ path, disabled, onRename }: ClaimNameProps) {
  const name = pathText(path);
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <TextInput
      aria-label="Claim"
      className="font-mono text-sm"
      value={typed ?? name}
      disabled={disabled}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={() => {
        const to = pathFrom(typed ?? name);
        setTyped(null);
        if (to.length > 0 && pathText(to) !== name) onRename(to);
      }}
    />
  );
}

interface NewRowProps {
  readonly names: readonly string[];
  readonly disabled: boolean;
  readonly onAdd: (path: readonly string[]) => void;
}

function NewRow({ names, disabled, onAdd }: NewRowProps) {
  const id = useId();
  const [typed, setTyped] = useState("");
  const path = pathFrom(typed);
  const add = () => {
    if (path.length === 0) return;
    onAdd(path);
    setTyped("");
  };
  return (
    <div className="flex flex-wrap gap-2">
      <TextInput
        aria-label="Claim to add"
        className="max-w-80 font-mono text-sm"
        list={id}
        value={typed}
        placeholder="repository_id"
        disabled={disabled}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          add();
        }}
      />
      <datalist id={id}>
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <Button
        icon={<Plus aria-hidden className="size-4" />}
        disabled={disabled || path.length === 0}
        onClick={add}
      >
        Add claim
      </Button>
    </div>
  );
}
