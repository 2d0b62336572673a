/** Identity mappings of an integration that is not saved yet: added, changed and removed here, saved with it. */

import type { Preset } from "@countersign/client";
import { Plus } from "lucide-react";
import { useReducer, useState } from "react";
import type { JsonObject } from "../../drafting/json/json-value.ts";
import { grantLine } from "../../drafting/mapping/grant-line.ts";
import { missingParts, newMapping, textAt } from "../../drafting/mapping/mapping-document.ts";
import { isReadable, mappingState, reduceMapping } from "../../drafting/mapping/mapping-state.ts";
import { examplesFor } from "../../drafting/trial/examples.ts";
import { firstOf, trialSource } from "../../drafting/trial/trial-source.ts";
import { MappingWorkbench } from "../../drafting/workbench/mapping-workbench.tsx";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Menu } from "../../ui/menu.tsx";

interface DraftedMappingsProps {
  readonly provider: JsonObject;
  readonly preset: Preset | undefined;
  readonly mappings: readonly JsonObject[];
  /** So many, from the first, are saved already and stay as they are. */
  readonly savedCount: number;
  readonly onChange: (mappings: readonly JsonObject[]) => void;
}

export function DraftedMappings({ provider, preset, mappings, savedCount, onChange }: DraftedMappingsProps) {
  const [editing, setEditing] = useState<number | null>(null);
  const keep = (mapping: JsonObject) => {
    onChange(
      editing === mappings.length
        ? [...mappings, mapping]
        : mappings.map((one, index) => (index === editing ? mapping : one)),
    );
    setEditing(null);
  };
  return (
    <Card
      title="Identity mappings"
      description="Which jobs get which token. Saved with the integration, or added later."
      actions={
        <Button
          size="small"
          icon={<Plus aria-hidden className="size-4" />}
          onClick={() => setEditing(mappings.length)}
        >
          Add identity mapping
        </Button>
      }
    >
      {mappings.length === 0 && (
        <p className="text-ink-muted">None yet. Without one, every exchange is refused.</p>
      )}
      <ul className="divide-y divide-line">
        {mappings.map((mapping, index) => (
          <li key={textAt(mapping, "name")} className="flex items-center justify-between gap-3 py-2">
            <div className="min-w-0">
              <p className="flex flex-wrap items-center gap-2 font-medium">
                {textAt(mapping, "name")}
                {index < savedCount && <Badge tone="good">saved</Badge>}
              </p>
              <p className="text-ink-muted text-sm">{grantLine(mapping)}</p>
            </div>
            {index >= savedCount && (
              <Menu
                label={`Actions for ${textAt(mapping, "name")}`}
                items={[
                  { label: "Edit", onSelect: () => setEditing(index) },
                  {
                    label: "Remove",
                    dangerous: true,
                    apart: true,
                    onSelect: () => onChange(mappings.filter((_, at) => at !== index)),
                  },
                ]}
              />
            )}
          </li>
        ))}
      </ul>
      {editing !== null && (
        <MappingDialog
          provider={provider}
          preset={preset}
          start={mappings[editing] ?? newMapping(textAt(provider, "name"), projectOf(provider))}
          taken={mappings.filter((_, at) => at !== editing).map((mapping) => textAt(mapping, "name"))}
          onKeep={keep}
          onClose={() => setEditing(null)}
        />
      )}
    </Card>
  );
}

function projectOf(provider: JsonObject): string | null {
  const project = textAt(provider, "project");
  return project === "" ? null : project;
}

interface MappingDialogProps {
  readonly provider: JsonObject;
  readonly preset: Preset | undefined;
  readonly start: JsonObject;
  /** Names of the others. */
  readonly taken: readonly string[];
  readonly onKeep: (mapping: JsonObject) => void;
  readonly onClose: () => void;
}

function MappingDialog({ provider, preset, start, taken, onKeep, onClose }: MappingDialogProps) {
  const [state, dispatch] = useReducer(reduceMapping, start, mappingState);
  const examples = examplesFor(preset, provider);
  const [trial, setTrial] = useState(() => trialSource(firstOf(examples)));
  const name = textAt(state.document, "name");
  const isTaken = taken.includes(name);
  return (
    <Dialog
      open
      // A click beside it must not throw away what was written.
      grave
      size="large"
      title="Identity mapping"
      onClose={onClose}
      actions={
        <>
          {isTaken && <p className="mr-auto self-center text-critical">Another one here is called {name}.</p>}
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            disabled={!isReadable(state) || missingParts(state.document).length > 0 || isTaken}
            onClick={() => onKeep(state.document)}
          >
            Keep it with the integration
          </Button>
        </>
      }
    >
      <MappingWorkbench
        state={state}
        dispatch={dispatch}
        isNew
        provider={textAt(provider, "name")}
        providerDraft={provider}
        preset={preset}
        examples={examples}
        trial={trial}
        onTrial={setTrial}
      />
    </Dialog>
  );
}
