/** Which part of time: one of the usual ones, or from and to in the reader's own zone. */

import { useId, useState } from "react";
import { type Choice, Select } from "../../../ui/select.tsx";
import { TextInput } from "../../../ui/text-input.tsx";
import { type Period, periods } from "../model/filters.ts";

interface PeriodFieldProps {
  readonly period: Period;
  readonly onChange: (period: Period) => void;
}

export function PeriodField({ period, onChange }: PeriodFieldProps) {
  const [choosing, setChoosing] = useState(false);
  const between = choosing || period.kind === "between";
  const value = between ? "between" : period.kind === "last" ? String(period.hours) : "all";
  const choose = (chosen: string) => {
    setChoosing(chosen === "between");
    if (chosen === "all") onChange({ kind: "all" });
    else if (chosen !== "between") onChange({ kind: "last", hours: Number(chosen) });
  };
  return (
    <>
      <Select
        aria-label="Period"
        value={value}
        onChange={choose}
        choices={choicesFor(period)}
        className="@4xl:w-40"
      />
      {between && <Between period={period} onChange={onChange} />}
    </>
  );
}

function choicesFor(period: Period): readonly Choice[] {
  const usual = periods.map(({ hours, words }) => ({ value: String(hours), label: words }));
  const other =
    period.kind === "last" && !periods.some(({ hours }) => hours === period.hours)
      ? [{ value: String(period.hours), label: `Last ${period.hours} hours` }]
      : [];
  return [
    { value: "all", label: "All time" },
    ...usual,
    ...other,
    { value: "between", label: "From … to …" },
  ];
}

function Between({ period, onChange }: PeriodFieldProps) {
  const id = useId();
  const { since, until } = period.kind === "between" ? period : { since: null, until: null };
  const set = (changed: { since?: string | null; until?: string | null }) => {
    const next = { since, until, ...changed };
    onChange(next.since === null && next.until === null ? { kind: "all" } : { kind: "between", ...next });
  };
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-1 @max-4xl:col-span-full">
      <label htmlFor={`${id}-since`}>From</label>
      <Moment id={`${id}-since`} at={since} onChange={(at) => set({ since: at })} />
      <label htmlFor={`${id}-until`}>to</label>
      <Moment id={`${id}-until`} at={until} onChange={(at) => set({ until: at })} />
    </div>
  );
}

interface MomentProps {
  readonly id: string;
  /** RFC 3339, UTC. */
  readonly at: string | null;
  readonly onChange: (at: string | null) => void;
}

/** The browser's own way to choose a moment, in the reader's zone. */
function Moment({ id, at, onChange }: MomentProps) {
  return (
    <TextInput
      id={id}
      type="datetime-local"
      value={at === null ? "" : localInput(at)}
      onChange={({ target }) => onChange(target.value === "" ? null : new Date(target.value).toISOString())}
      className="w-auto!"
    />
  );
}

/** The value of the browser's input, which has no zone. */
function localInput(at: string): string {
  const date = new Date(at);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
