/** Who would gain, lose or change access, and by which mapping: one sentence or two, with the values. */

import { quote } from "../explaining/quote.ts";
import { callerSentence } from "../refusal.ts";
import type { DifferenceKind } from "./difference.ts";
import { differencesInWords, grantInWords } from "./grant-words.ts";
import type { Side } from "./seen-side.ts";

/** @param subject whose exchanges these are */
export function differenceSentence(kind: DifferenceKind, subject: string, before: Side, after: Side): string {
  const who = quote(subject);
  switch (kind) {
    case "gained":
      return `${who} would gain access: ${granting(after, "would grant")}. Today ${refusing(before, "accepts")}`;
    case "lost":
      return `${who} would lose access: today ${granting(before, "grants")}. With the change ${refusing(after, "would accept")}`;
    case "changed":
      return `${who} would be granted something else${by(before, after)}: ${changes(before, after)}.`;
  }
}

const hidden = "a mapping you may not see";

function granting({ mapping, grant, missing }: Side, verb: string): string {
  if (grant === null) return `${hidden} ${verb} it`;
  const made =
    missing.length === 0 ? "" : `, and make project ${missing.map((name) => quote(name)).join(", ")}`;
  return `mapping ${quote(mapping)} ${verb} ${grantInWords(grant)}${made}`;
}

function refusing({ refusal, mapping }: Side, verb: string): string {
  if (refusal === null) return `${hidden} decides, and it is refused.`;
  if (refusal.reason === "no_matching_mapping") return `no mapping ${verb} it.`;
  const decides = mapping === null ? "" : ` by mapping ${quote(mapping)}`;
  return `it is refused${decides}: ${callerSentence(refusal, "claims_valid", "full")}`;
}

function by(before: Side, after: Side): string {
  const name = ({ mapping }: Side) => (mapping === null ? hidden : `mapping ${quote(mapping)}`);
  return before.mapping === after.mapping
    ? `, still by ${name(after)}`
    : `, by ${name(after)} instead of ${name(before)}`;
}

function changes(before: Side, after: Side): string {
  if (before.grant !== null && after.grant !== null) {
    const found = differencesInWords(before.grant, after.grant);
    const made = after.missing.filter((name) => !before.missing.includes(name));
    const all = [...found, ...made.map((name) => `project ${quote(name)} would be made`)];
    return all.length === 0 ? "in details" : all.join("; ");
  }
  if (after.grant !== null) return `it would get ${grantInWords(after.grant)}`;
  if (before.grant !== null) return `today it gets ${grantInWords(before.grant)}`;
  return "what, is not yours to see";
}
