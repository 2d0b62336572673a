/**
 * Asks the server what is to be said about a draft beside everything else that is planned, and puts it on the
 * attributes it is about. A server that cannot say holds up no plan: that is told once, and a server that has no such
 * question, as JFrog's, is not told of at all.
 */

import type { Diagnostic } from "../engine/diagnostics.ts";
import { writeJson } from "../engine/json-text.ts";
import type { Call } from "../engine/kinds.ts";
import type { Path } from "../engine/values.ts";
import { accessFace } from "./access.ts";
import type { Connected } from "./connected.ts";
import { type Answer, ask, pathOf } from "./connection.ts";
import { type Document, isRecord, readDocument, readDocuments } from "./document.ts";
import type { Draft, DraftDocument } from "./planning.ts";
import { advised, credentialAdvice, sentenceOf } from "./refusal.ts";

/** What is asked about, and what of it is known. */
export interface Asked extends Draft {
  /** The attribute behind a member of the document: `["claims"]` is `["claims_json"]`. */
  readonly attributeOf: (member: Path) => Path;
  /** Whether the attribute is there, and known now: of others nothing can be said. */
  readonly isKnown: (attribute: Path) => boolean;
  /** Whether everything about it is: only then is a refusal certain. */
  readonly isWhollyKnown: boolean;
  /** Whether the server has it already, just so: then it need not be told of beside others. */
  readonly isStanding: boolean;
}

/** What the server takes with one question (docs/faces/jfrog-access.md, "Before anything is written"). */
const mostBeside = { projects: 100, configurations: 100, mappings: 500 };
/** And in all, with room for what is asked about. */
const mostBesideCharacters = 160_000;

/** Advice that takes longer is not worth the wait. */
const mostMs = 10_000;

/** The graver ones; what is only worth a remark would stand in every plan for ever. */
const shown: readonly string[] = ["critical", "warning"];

const findingMembers = {
  code: "text",
  severity: "text",
  member: "text?",
  message: "text",
  advice: "text?",
} as const;
type Finding = Document<typeof findingMembers>;
const judgedMembers = { name: "text?", refusal: "text?" } as const;

/** Remembers the draft where it is news to the server, and @returns what is to be told of it: each finding once in this process. */
export function findingsFor(connected: Connected, asked: Asked, call: Call): Promise<readonly Diagnostic[]> {
  return connected.planning.inTurn(() => findingsNow(connected, asked, call));
}

async function findingsNow(
  connected: Connected,
  asked: Asked,
  { signal }: Call,
): Promise<readonly Diagnostic[]> {
  const { planning } = connected;
  if (asked.isStanding) planning.forget(asked);
  else planning.remember(asked);
  if (planning.hasGivenUp()) return [];
  const timeoutMs = Math.min(connected.timeoutMs, mostMs);
  const answer = await ask(
    { ...connected, timeoutMs },
    {
      method: "POST",
      path: pathOf("access", "api", "v1", "oidc_findings"),
      json: writeJson(questionAbout(connected, asked)),
      signal,
    },
  );
  if (signal.aborted) return [];
  const judged = judgedIn(answer, asked);
  if (judged !== null) return diagnosticsOf(connected, asked, judged);
  if (answer.kind === "answer" && answer.status === 400) {
    // Such as a number that cannot be read: it would spoil the questions about others, and the apply will say it.
    planning.forget(asked);
    return [];
  }
  planning.giveUp();
  return answer.kind === "answer" && answer.status === 404 ? [] : [unasked(answer)];
}

function questionAbout({ planning }: Connected, asked: Asked): DraftDocument {
  const others = (kind: Draft["kind"], most: number) =>
    planning
      .drafts(kind)
      .filter(({ key }) => kind !== asked.kind || key !== asked.key)
      .map(({ document }) => document)
      .slice(0, most);
  const { provider_name: provider } = asked.document;
  const rivals = others("identity_mapping", mostBeside.mappings).filter(
    (document) => document["provider_name"] === provider,
  );
  return {
    ...(asked.kind === "configuration"
      ? { configuration: asked.document }
      : { identity_mappings: [asked.document] }),
    beside:
      asked.kind === "configuration"
        ? { projects: planning.projects().slice(0, mostBeside.projects) }
        : {
            projects: planning.projects().slice(0, mostBeside.projects),
            configurations: others("configuration", mostBeside.configurations).filter(
              ({ name }) => name === provider,
            ),
            identity_mappings: within(mostBesideCharacters, rivals),
          },
  };
}

/** The first ones, as many as have room. */
function within(most: number, documents: readonly DraftDocument[]): readonly DraftDocument[] {
  let length = 0;
  const end = documents.findIndex((document) => {
    length += writeJson(document).length;
    return length > most;
  });
  return end === -1 ? documents : documents.slice(0, end);
}

interface Judged {
  readonly name: string;
  readonly refusal: string | null;
  readonly findings: readonly Finding[];
}

/** @returns null where nothing was judged */
function judgedIn(answer: Answer, { kind }: Asked): Judged | null {
  if (answer.kind === "none" || answer.status !== 200 || !isRecord(answer.body)) return null;
  const { configuration, identity_mappings: mappings } = answer.body;
  const one: unknown =
    kind === "configuration" ? configuration : Array.isArray(mappings) ? mappings[0] : null;
  const read = readDocument(judgedMembers, one);
  const findings = isRecord(one) ? readDocuments(findingMembers, one["findings"]) : null;
  if (!read.ok || findings === null || !findings.ok) return null;
  const { name, refusal } = read.value;
  const { requestId } = answer;
  return {
    name: name ?? "",
    refusal: refusal === null || requestId === null ? refusal : `${refusal} Reference id: ${requestId}`,
    findings: findings.value,
  };
}

function diagnosticsOf(connected: Connected, asked: Asked, judged: Judged): readonly Diagnostic[] {
  const { planning, acceptedFindings } = connected;
  if (judged.refusal !== null) return asked.isWhollyKnown ? refusalOn(asked, judged.refusal) : [];
  return judged.findings
    .filter(
      ({ severity, code }) => shown.includes(severity) && !isAccepted(acceptedFindings, code, judged.name),
    )
    .flatMap((finding) => {
      const at = finding.member === null ? null : asked.attributeOf(finding.member.split("."));
      if (at !== null && !asked.isKnown(at)) return [];
      if (!planning.isNews(JSON.stringify([asked.kind, asked.key, finding.code, finding.message]))) return [];
      return [warning(finding, judged.name, at)];
    });
}

/** Only what is about an attribute is this object's own fault; the rest may be otherwise when it comes to the apply. */
function refusalOn(asked: Asked, sentence: string): readonly Diagnostic[] {
  const at = accessFace.attributeIn(sentence, asked.isKnown);
  return at === undefined
    ? []
    : [{ severity: "error", summary: "The server will refuse this", detail: sentence, at }];
}

function isAccepted(accepted: readonly string[], code: string, name: string): boolean {
  return accepted.includes(code) || accepted.includes(`${code}:${name}`);
}

function warning({ code, severity, message, advice }: Finding, name: string, at: Path | null): Diagnostic {
  return {
    severity: "warning",
    // With the name, as Terraform shows only the first of several warnings with one headline.
    summary: `${severity === "critical" ? "Critical finding" : "Finding"} ${code} in ${name}`,
    detail: advice === null ? message : `${message} ${advice}`,
    ...(at !== null && { at }),
  };
}

function unasked(answer: Answer): Diagnostic {
  const told: Diagnostic = {
    severity: "warning",
    summary: "Nothing was looked at for risks",
    detail: `The server could not be asked what is risky about this plan. ${sentenceOf(answer)}`,
  };
  return advised(told, credentialAdvice(answer));
}
