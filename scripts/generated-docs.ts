/**
 * The parts of the documents that are made from the code, so that no page can say something else: the
 * table of settings in the README, of metrics in OPERATIONS, of refusal reasons in SECURITY-MODEL. Each stands between
 * two markers; everything outside of them is written by hand and left alone.
 */

import { kindSentences, type Reason, reasons, refusalKinds } from "../packages/server/src/core/reasons.ts";
import { failureOfRefusal } from "../packages/server/src/faces/access/errors.ts";
import { answerTo } from "../packages/server/src/faces/oauth/translate.ts";
import { metricFamilies } from "../packages/server/src/runtime/metric-families.ts";
import { type Setting, settings } from "../packages/server/src/settings.ts";

/** One generated part: where it goes, and what stands there. */
export interface GeneratedPart {
  /** Path of the document below the project's folder. */
  readonly document: string;
  /** Name in the markers. */
  readonly name: string;
  readonly markdown: string;
}

/** All of them, as the code has them now. */
export function generateParts(): readonly GeneratedPart[] {
  return [
    { document: "README.md", name: "settings", markdown: settingsTable() },
    { document: "docs/OPERATIONS.md", name: "metrics", markdown: metricsTable() },
    { document: "docs/SECURITY-MODEL.md", name: "kinds", markdown: kindsTable() },
    { document: "docs/SECURITY-MODEL.md", name: "reasons", markdown: reasonsTable() },
  ];
}

/** The document with the part put between its markers. @throws Error when it has no such markers */
export function withPart(text: string, { document, name, markdown }: GeneratedPart): string {
  const [begin, end] = [`<!-- generated: ${name} -->`, `<!-- end: ${name} -->`];
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from === -1 || to === -1) throw new Error(`${document} has no markers for ${name}.`);
  return `${text.slice(0, from + begin.length)}\n\n${markdown}\n\n${text.slice(to)}`;
}

function settingsTable(): string {
  const rows = Object.values(settings).map((setting: Setting<unknown>) => [
    code(setting.variable),
    shownDefault(setting),
    setting.meaning,
  ]);
  return table(["Setting", "Default", "Meaning"], rows);
}

/** A computed default in words stands as text; everything else as it would be typed. */
function shownDefault({ fallback, fallbackShown }: Setting<unknown>): string {
  if (fallbackShown !== undefined) return fallbackShown.includes(" ") ? fallbackShown : code(fallbackShown);
  return fallback === "" ? "unset" : code(fallback);
}

function metricsTable(): string {
  const rows = Object.values(metricFamilies).map(({ name, kind, labels, help }) => [
    code(name),
    kind,
    labels.map(code).join(", "),
    help,
  ]);
  return table(["Metric", "Kind", "Labels", "Meaning"], rows);
}

function kindsTable(): string {
  return table(
    ["Kind", "The fixed sentence"],
    refusalKinds.map((kind) => [code(kind), kindSentences[kind]]),
  );
}

const proofs = {
  always: "at once",
  signature_valid: "once the signature holds",
  claims_valid: "once the claims hold",
} as const;

function reasonsTable(): string {
  const rows = allReasons().map((reason) => {
    const { kind, disclosure, sentence, hint } = reasons[reason];
    return [code(reason), code(kind), ...statusesOf(reason), proofs[disclosure], sentence, hint];
  });
  return table(
    ["Reason", "Kind", "JFrog", "OAuth", "Told", "The caller reads", "The administrator reads"],
    rows,
  );
}

function allReasons(): readonly Reason[] {
  return Object.keys(reasons).filter((reason): reason is Reason => Object.hasOwn(reasons, reason));
}

/** Status on the JFrog face and on the OAuth face. */
function statusesOf(reason: Reason): readonly [string, string] {
  const refusal = { reason, evidence: {} };
  return [String(failureOfRefusal(refusal, "claims_valid", "full").status), String(answerTo(refusal).status)];
}

function code(text: string): string {
  return `\`${text}\``;
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(headings), line(headings.map(() => "---")), ...rows.map(line)].join("\n");
}
