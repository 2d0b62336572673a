/**
 * What the vendor takes at registration and this server refuses there, because every login by such a rule fails: each
 * reason says of which mappings it holds.
 */

import type { JsonObject } from "../../../src/core/terms.ts";
import { compileRegex } from "../../../src/regex.ts";
import {
  blocks,
  groupTexts,
  hasForeignBraces,
  isText,
  localTexts,
  requirementsOf,
  rulesIn,
  textsOfProjects,
} from "./mapping-parts.ts";

type Deviation = (rule: JsonObject) => boolean;

export const schemaDeviations: Readonly<Record<string, Deviation>> = {
  "a placeholder that no requirement fills": (rule) => {
    const filled = requirementsOf(rule).filter(({ fills }) => fills).length;
    return localTexts(rule).some((text) =>
      [...text.matchAll(/\{(\d*)\}/g)].some(([, digits], index) => Number(digits || index) >= filled),
    );
  },
  "braces that are no placeholder": (rule) => localTexts(rule).some(hasForeignBraces),
  "a regular expression that cannot be compiled": (rule) =>
    requirementsOf(rule).some(
      ({ regex, values }) => regex && values.some((value) => !isText(value) || !compileRegex(value).ok),
    ),
  "a requirement that names no claim": (rule) => requirementsOf(rule).some(({ type }) => type === ""),
  "a project or a role without a name": (rule) => blocks(rule).flatMap(textsOfProjects).includes(""),
  "a claim put into the JSON of a group": (rule) =>
    groupTexts(rule).some((text) => text.startsWith("JSON:") && /\{\d*\}/.test(text.replaceAll("{{", ""))),
  "a list or an object that a claim is compared with": (rule) =>
    requirementsOf(rule).some(({ values }) =>
      values.some((value) => typeof value === "object" && value !== null),
    ),
};

/** The reason this mapping may be refused although the vendor takes it; null: it may not. */
export function schemaDeviationOf(mapping: JsonObject): string | null {
  const reasons = Object.entries(schemaDeviations);
  return reasons.find(([, applies]) => rulesIn(mapping["rules"]).some(applies))?.[0] ?? null;
}
