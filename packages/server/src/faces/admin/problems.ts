/**
 * Errors of the admin API as RFC 9457 problems: a stable code for programs, a sentence that says what to do
 * for people, and the reference id. Every way a request can fail ends in `writeProblem`.
 */

import { STATUS_CODES } from "node:http";
import { z } from "zod";
import type { ChangeRefusal } from "../../core/configuring/configuration.ts";
import { type ErrorWriter, HttpFailure } from "../http-failure.ts";
import { meantMember } from "./spelling.ts";
import type { Problem } from "./wire.ts";

export type Fault = NonNullable<Problem["errors"]>[number];

/** Also the code's documentation address, without promising a web page. */
const typePrefix = "urn:countersign:problem:";

export const writeProblem: ErrorWriter = (failure) => {
  const faults = faultsOf(failure.details);
  const code = faults.length > 0 && failure.status === 400 ? "invalid" : failure.code;
  const body: Problem = {
    type: `${typePrefix}${code}`,
    title: STATUS_CODES[failure.status] ?? "Error",
    status: failure.status,
    code,
    detail: faults.length > 0 ? summaryOf(faults) : failure.sentence,
    request_id: failure.requestId,
    ...(faults.length > 0 && { errors: [...faults] }),
  };
  return { contentType: "application/problem+json", body };
};

/** How a refused change is answered. @param toMember the document's name of a core member, dotted */
export function changeFailure(refusal: ChangeRefusal, toMember: (field: string) => string): HttpFailure {
  switch (refusal.kind) {
    case "not_found":
      return new HttpFailure(404, "not_found", refusal.detail);
    case "already_exists":
      return new HttpFailure(409, "already_exists", refusal.detail);
    case "forbidden":
      return new HttpFailure(403, "forbidden", refusal.detail);
    case "stale":
      return new HttpFailure(412, "stale", refusal.detail);
    case "in_use":
      return new HttpFailure(409, "in_use", refusal.detail);
    case "invalid": {
      const member = toMember(refusal.field);
      const faults: readonly Fault[] = [
        {
          pointer: `/${member.replaceAll(".", "/")}`,
          detail: refusal.detail.replace(refusal.field, () => member),
        },
      ];
      return new HttpFailure(400, "invalid", refusal.detail, { details: { faults } });
    }
  }
}

/** What a schema found wrong, as the type provider reports it. */
const schemaFaults = z.array(
  z.object({
    keyword: z.string(),
    instancePath: z.string(),
    message: z.string(),
    params: z.object({
      keys: z.array(z.string()).optional(),
      allowed: z.array(z.string()).optional(),
    }),
  }),
);
const ownFaults = z.object({ faults: z.array(z.object({ pointer: z.string(), detail: z.string() })) });

/** Nobody mends more at a time, and a document may have thousands, each of which takes a while to put into words. */
const mostFaults = 50;
const moreFaults: Fault = { pointer: "", detail: "There is more that does not fit. Mend this first." };

/** @param details of an `HttpFailure`, or what a schema found wrong */
export function faultsOf(details: unknown): readonly Fault[] {
  const own = ownFaults.safeParse(details);
  if (own.success) return own.data.faults;
  const found = schemaFaults.safeParse(details);
  if (!found.success) return [];
  const faults = found.data
    .values()
    .flatMap(faultsOfSchema)
    .take(mostFaults + 1)
    .toArray();
  return faults.length > mostFaults ? [...faults.slice(0, mostFaults), moreFaults] : faults;
}

function* faultsOfSchema(found: z.output<typeof schemaFaults>[number]): Generator<Fault> {
  const at = found.instancePath;
  const unknown = found.keyword === "unrecognized_keys" ? (found.params.keys ?? []) : [];
  if (unknown.length === 0) {
    yield { pointer: at, detail: at === "" ? aboutDocument(found.message) : found.message };
  }
  for (const key of unknown) {
    yield { pointer: `${at}/${key}`, detail: unknownMember(key, found.params.allowed ?? []) };
  }
}

/** Words that go on after a member's name need a subject where the whole document is meant. */
function aboutDocument(words: string): string {
  return /^(must|is) /.test(words) ? `The document ${words}.` : words;
}

/** @param allowed the members there are; empty: not known */
function unknownMember(key: string, allowed: readonly string[]): string {
  const meant = meantMember(key, allowed);
  const others = allowed.length === 0 ? "Remove it." : `There are: ${allowed.join(", ")}.`;
  const help = meant === null ? others : `Did you mean ${meant}?`;
  return `There is no member called ${JSON.stringify(key)} here. ${help}`;
}

/** All faults in one sentence. */
export function summaryOf(faults: readonly Fault[]): string {
  return faults.map(({ pointer, detail }) => (pointer === "" ? detail : `${pointer}: ${detail}`)).join("; ");
}
