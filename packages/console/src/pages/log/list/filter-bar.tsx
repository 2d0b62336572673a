/**
 * What the log is narrowed to. Everything chosen is in the address at once; texts are taken when one has stopped typing.
 * A reference id that is pasted leads straight to its entry.
 */

import { useQuery } from "@tanstack/react-query";
import { SlidersHorizontal, X } from "lucide-react";
import { useEffect, useState } from "react";
import { type Face, faceInWords, faces } from "../../../explaining/face-words.ts";
import { reasonChoices } from "../../../explaining/reason-words.ts";
import { Button } from "../../../ui/button.tsx";
import { Field } from "../../../ui/field.tsx";
import { SearchInput } from "../../../ui/search-input.tsx";
import { type Choice, Select } from "../../../ui/select.tsx";
import { TextInput } from "../../../ui/text-input.tsx";
import { countFilters, type LogFilters, noFilters } from "../model/filters.ts";
import { referenceIdIn } from "../model/reference-id.ts";
import { projectNames, providerNames } from "./names.ts";
import { PeriodField } from "./period-field.tsx";

interface FilterBarProps {
  readonly filters: LogFilters;
  readonly onChange: (filters: LogFilters) => void;
  readonly onReference: (requestId: string) => void;
}

export function FilterBar({ filters, onChange, onReference }: FilterBarProps) {
  const [open, setOpen] = useState(() => countRare(filters) > 0);
  const given = countFilters(filters);
  const set = (changed: Partial<LogFilters>) => onChange({ ...filters, ...changed });
  const find = (text: string) => {
    const reference = referenceIdIn(text);
    if (reference === null) set({ text: text.trim() === "" ? null : text.trim() });
    else onReference(reference);
  };
  return (
    <search aria-label="Filters" className="@container mb-4 block space-y-3">
      <div className="grid gap-2 @md:grid-cols-2 @4xl:flex @4xl:items-center">
        <Typed value={filters.text ?? ""} onTyped={find}>
          {(value, type) => (
            <SearchInput
              label="Subject or reference id"
              placeholder="Subject, or a reference id"
              value={value}
              onChange={type}
              className="@md:col-span-2 @4xl:w-72"
            />
          )}
        </Typed>
        <Select
          aria-label="Outcome"
          value={filters.outcome ?? "all"}
          onChange={(outcome) => set({ outcome: outcome === "all" ? null : outcome })}
          choices={outcomes}
          className="@4xl:w-40"
        />
        <Named
          label="Provider"
          all="All providers"
          value={filters.provider}
          names={providerNames}
          onChange={(provider) => set({ provider })}
        />
        <PeriodField period={filters.period} onChange={(period) => set({ period })} />
        <div className="flex gap-2 @4xl:ml-auto">
          <Button
            aria-expanded={open}
            icon={<SlidersHorizontal aria-hidden className="size-4" />}
            onClick={() => setOpen(!open)}
          >
            More filters
          </Button>
          {given > 0 && (
            <Button
              look="quiet"
              icon={<X aria-hidden className="size-4" />}
              onClick={() => onChange(noFilters)}
            >
              Clear {given}
            </Button>
          )}
        </div>
      </div>
      {open && <RareFilters filters={filters} set={set} />}
    </search>
  );
}

const outcomes: readonly Choice<"all" | "issued" | "refused">[] = [
  { value: "all", label: "All outcomes" },
  { value: "issued", label: "Accepted" },
  { value: "refused", label: "Refused" },
];

function countRare({ reason, mapping, face, project }: LogFilters): number {
  return [reason, mapping, face, project].filter((value) => value !== null).length;
}

function RareFilters({
  filters,
  set,
}: {
  readonly filters: LogFilters;
  readonly set: (changed: Partial<LogFilters>) => void;
}) {
  return (
    <div className="grid gap-x-4 gap-y-3 rounded-lg border border-line bg-surface p-4 @md:grid-cols-2 @4xl:grid-cols-4">
      <Field label="Why refused">
        {(control) => (
          <Select
            {...control}
            value={filters.reason ?? ""}
            onChange={(reason) => set({ reason: reason === "" ? null : reason })}
            choices={[{ value: "", label: "Any reason" }, ...reasons]}
          />
        )}
      </Field>
      <Field label="Mapping" help="Its whole name.">
        {(control) => (
          <Typed
            value={filters.mapping ?? ""}
            onTyped={(mapping) => set({ mapping: mapping.trim() === "" ? null : mapping.trim() })}
          >
            {(value, type) => (
              <TextInput
                {...control}
                value={value}
                autoComplete="off"
                spellCheck={false}
                onChange={(event) => type(event.target.value)}
              />
            )}
          </Typed>
        )}
      </Field>
      <Field label="Face" help="The door it came through.">
        {(control) => (
          <Select
            {...control}
            value={filters.face ?? ""}
            onChange={(face) => set({ face: face === "" ? null : face })}
            choices={faceChoices}
          />
        )}
      </Field>
      <Field label="Project" help="It owns the provider or the mapping, or was asked for.">
        {(control) => (
          <Named
            {...control}
            all="Any project"
            value={filters.project}
            names={projectNames}
            onChange={(project) => set({ project })}
          />
        )}
      </Field>
    </div>
  );
}

const reasons = reasonChoices.map(({ reason, words }) => ({ value: reason, label: words }));
const faceChoices: readonly Choice<Face | "">[] = [
  { value: "", label: "Any face" },
  ...faces.map((face) => ({ value: face, label: faceInWords(face) })),
];

interface NamedProps {
  readonly id?: string;
  readonly label?: string;
  readonly all: string;
  readonly value: string | null;
  readonly names: {
    readonly queryKey: readonly string[];
    readonly queryFn: () => Promise<readonly string[]>;
  };
  readonly onChange: (name: string | null) => void;
}

/** One of the names there are, or the one from the address, which may be gone by now. */
function Named({ label, all, value, names, onChange, ...control }: NamedProps) {
  const { data = [] } = useQuery(names);
  const known = value === null || data.includes(value) ? data : [value, ...data];
  return (
    <Select
      {...control}
      {...(label !== undefined && { "aria-label": label })}
      // A name is never empty.
      value={value ?? ""}
      onChange={(name) => onChange(name === "" ? null : name)}
      choices={[{ value: "", label: all }, ...known.map((name) => ({ value: name, label: name }))]}
      className="min-w-0"
    />
  );
}

/** Somebody who types rests so long between two words at most. */
const restMs = 450;

interface TypedProps {
  readonly value: string;
  readonly onTyped: (text: string) => void;
  readonly children: (value: string, type: (text: string) => void) => React.ReactNode;
}

/** A text that counts once one has stopped typing. */
function Typed({ value, onTyped, children }: TypedProps) {
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  // Changed from elsewhere, as by "Clear" or by going back.
  if (known !== value) {
    setKnown(value);
    if (text.trim() !== value) setText(value);
  }
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => onTyped(text), restMs);
    return () => clearTimeout(timer);
  }, [text, value, onTyped]);
  return children(text, setText);
}
