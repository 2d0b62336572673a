/**
 * What a new provider takes from the preset it follows. The admin API takes a document at its word; at the
 * terminal, whoever names a preset wants what it recommends, and is told what was taken.
 */

import type { Client, Preset, Provider } from "@countersign/client";

type Replay = Provider["replay"];

/** How the command line says whether a token is accepted more than once. */
export const replayPolicies = ["reusable", "single_use"] as const satisfies readonly Replay["policy"][];

/** What a provider document says; the server judges it. */
type Document = Readonly<Record<string, unknown>>;

/** @returns the preset that the document follows; null: it names none, or one that the server will refuse */
export async function presetOf(api: Client, { preset }: Document): Promise<Preset | null> {
  if (typeof preset !== "string") return null;
  const { items } = await api.request("GET", "/api/v1/presets");
  return items.find(({ id }) => id === preset) ?? null;
}

/** The members that the document leaves to its preset. */
export function recommendedMembers(document: Document, preset: Preset | null): Document {
  if (preset === null) return {};
  const { algorithms, replay } = preset;
  const members = { algorithms, replay: replay.recommended };
  return Object.fromEntries(Object.entries(members).filter(([name]) => !Object.hasOwn(document, name)));
}

/** What a single-use token is known by: as the preset recommends, else its `jti`. */
export function replayOf(policy: Replay["policy"], preset: Preset | null): Replay {
  if (policy === "reusable") return { policy };
  const recommended = preset?.replay.recommended;
  return recommended?.policy === "single_use" ? recommended : { policy, key: { kind: "jti" } };
}

/** Tells what was taken, how to choose otherwise, and which audience to choose where none was given. */
export function takenLines(document: Document, preset: Preset | null): readonly string[] {
  if (preset === null) return [];
  const taken = recommendedMembers(document, preset);
  const { id, algorithms, replay, audience_advice: advice } = preset;
  const told = [
    ...("algorithms" in taken ? [`algorithms ${algorithms.join(", ")} (else --algorithms)`] : []),
    ...("replay" in taken ? [`${replayText(replay.recommended)} (else --replay)`] : []),
  ];
  const audience = document["audience"] ?? null;
  return [
    ...(told.length === 0 ? [] : [`from preset ${id}: ${told.join("; ")}`]),
    ...(audience === null ? [`preset ${id} on the audience: ${advice}`] : []),
  ];
}

/** How often a token is accepted, in words. */
export function replayText(replay: Replay): string {
  if (replay.policy === "reusable") return "a token is accepted until it expires";
  const { key } = replay;
  switch (key.kind) {
    case "jti":
      return "a token is accepted once, known by its jti";
    case "claims":
      return `a token is accepted once, known by ${key.names.join(", ")}`;
    case "payload":
      return "a token is accepted once, known by its whole payload";
  }
}
