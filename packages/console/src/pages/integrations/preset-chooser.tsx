/** The first step of a new integration: which CI system it is. */

import type { Preset } from "@countersign/client";
import { ChevronRight } from "lucide-react";

interface PresetChooserProps {
  readonly presets: readonly Preset[];
  readonly onChoose: (preset: Preset) => void;
}

export function PresetChooser({ presets, onChoose }: PresetChooserProps) {
  return (
    <section aria-labelledby="preset-chooser">
      <h2 id="preset-chooser" className="mb-3 text-base font-semibold">
        Which CI system is it?
      </h2>
      <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
        {presets.map((preset) => (
          <li key={preset.id}>
            <button
              type="button"
              onClick={() => onChoose(preset)}
              className="group flex h-full w-full items-center justify-between gap-3 rounded-lg border border-line bg-surface px-4 py-3 text-left hover:border-accent hover:bg-accent-soft"
            >
              <span className="min-w-0">
                <span className="block font-medium">{preset.title}</span>
                <span className="block font-mono text-ink-muted text-sm">{preset.issuers[0]}</span>
              </span>
              <ChevronRight aria-hidden className="size-4 shrink-0 text-ink-muted" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
