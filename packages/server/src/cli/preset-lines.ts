/** A preset as a person reads it: a page, without the example tokens. */

import type { Preset } from "@countersign/client";
import { replayText } from "./preset-advice.ts";
import { fields, wrapped } from "./terminal.ts";

/** @param columns width to wrap at; absent: not at all */
export function presetLines(preset: Preset, columns?: number): readonly string[] {
  return [
    `${preset.title} (${preset.id})`,
    "",
    ...fields(facts(preset), columns),
    "",
    `Claims to start a mapping with; \`countersign preset show ${preset.id} --mapping\` prints one to edit:`,
    ...JSON.stringify(preset.recommended_claims, null, 2).split("\n"),
    "",
    "What grants more, or less, than it seems to:",
    ...preset.dangerous_bindings.flatMap(({ binding, why }) => [
      ...wrapped(binding, columns, { first: "- ", others: "  " }),
      ...wrapped(why, columns, { first: "  ", others: "  " }),
    ]),
  ];
}

function facts(preset: Preset): readonly (readonly [label: string, value: string])[] {
  const { replay, immutable_claims: immutable, caller_controlled_claims: callers } = preset;
  const present = (label: string, value: string | null) => (value === null ? [] : [[label, value] as const]);
  const list = (claims: readonly string[], meaning = "") =>
    claims.length === 0 ? null : `${claims.join(", ")}${meaning}`;
  return [
    ["issuers", preset.issuers.join(", ")],
    ["shared", preset.shared_issuer ? sharedText : "no: its keys sign for one owner"],
    ["algorithms", preset.algorithms.join(", ")],
    ["audience", preset.audience_advice],
    ["replay", `${replayText(replay.recommended)}. ${replay.why}`],
    ...present("bind to", list(immutable)),
    ...present("not alone", list(callers, ": up to whoever starts the run")),
    ...present("to confirm", preset.unconfirmed),
    ...present("source", preset.source),
  ];
}

const sharedText =
  "yes: owners who do not know each other share its keys, so a mapping must say whose workload it means";
