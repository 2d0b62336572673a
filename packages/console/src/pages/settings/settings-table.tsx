/** Every setting with the value in effect. */

import type { Settings } from "@countersign/client";
import { useState } from "react";
import { Badge } from "../../ui/badge.tsx";
import { Card } from "../../ui/card.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { Code } from "../../ui/code.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { SearchInput } from "../../ui/search-input.tsx";
import { type Column, Table } from "../../ui/table.tsx";

type Setting = Settings["settings"][number];

export function SettingsTable({ settings }: { readonly settings: readonly Setting[] }) {
  const [text, setText] = useState("");
  const [onlyGiven, setOnlyGiven] = useState(false);
  const words = text.trim().toLowerCase();
  const shown = settings.filter(
    ({ name, meaning, given }) => (given || !onlyGiven) && `${name} ${meaning}`.toLowerCase().includes(words),
  );
  return (
    <Card title="Settings" flush>
      <div className="flex flex-wrap items-center gap-x-6 gap-y-2 border-line border-b p-3">
        <SearchInput
          label="Find a setting"
          placeholder="Name or meaning"
          value={text}
          onChange={setText}
          className="w-64 max-sm:w-full"
        />
        <Checkbox label="Only those that were given" checked={onlyGiven} onChange={setOnlyGiven} />
      </div>
      <Table
        label="Settings"
        rows={shown}
        keyOf={({ name }) => name}
        columns={columns}
        empty={<EmptyState title="No setting fits" />}
      />
    </Card>
  );
}

const columns: readonly Column<Setting>[] = [
  {
    head: "Setting",
    names: true,
    cell: ({ name, meaning }) => (
      <>
        <span className="font-mono text-sm">{name}</span>
        <span className="mt-0.5 block max-w-prose text-sm font-normal text-ink-muted">{meaning}</span>
      </>
    ),
  },
  { head: "Value", cell: shownValue },
  {
    head: "From",
    cell: ({ given }) => (given ? <Badge tone="accent">given</Badge> : <Badge>default</Badge>),
  },
];

function shownValue({ value, secret, given }: Setting) {
  if (secret) return given ? "a secret, not shown" : "not set";
  return value === null ? "not set" : <Code>{value}</Code>;
}
