/** Holds one answer against what a corpus case expects: the face's status, the reason, the record, the token. */

import { expect } from "vitest";
import { z } from "zod";
import { type Reason, reasons } from "../../src/core/reasons.ts";
import type { CorpusCase } from "./corpus-case.ts";
import type { Run, Sent } from "./corpus-exchange.ts";
import { expand, type Placeholders } from "./corpus-expand.ts";
import type { ExpectedAnswer } from "./corpus-expected.ts";
import type { CorpusFace } from "./corpus-faces.ts";
import { bodyMembers } from "./corpus-request.ts";

/** The corpus's times are hang guards; other work on the machine may slow a test down this much. */
const patience = 10;

/** The answer, the reason in the explanation, and what is on record. */
export async function check(run: Run, sent: Sent, expected: ExpectedAnswer): Promise<void> {
  expectAnswer(run.face, sent, expected);
  expectBody(sent.answer.text, expected, { ...run.world.placeholders(), token: sent.token });
  const { max_ms, connection_closed } = run.one.expect;
  if (max_ms !== undefined) expect(sent.answer.tookMs).toBeLessThan(max_ms * patience);
  if (connection_closed === true) expect(sent.answer.closed).toBe(true);
  if (sent.minted !== null) {
    await expectRecord(run, sent.answer.headers.get("x-request-id") ?? "", expected);
    expectLifetime(sent.minted, run.one.how.inspect_minted);
  } else if (expected.reason !== undefined && explained.has(expected.class ?? "")) {
    expect(await reasonOf(run, sent)).toBe(run.face.reasons[run.one.id] ?? expected.reason);
  }
}

/** Classes whose reason an explanation of the token alone can find. */
const explained: ReadonlySet<string> = new Set(["invalid_token", "no_mapping", "upstream_unavailable"]);

/** Status, error code and headers on this face; a token exactly where one is due. */
export function expectAnswer(
  face: CorpusFace,
  { answer, change, minted }: Sent,
  expected: ExpectedAnswer,
): void {
  expect(answer.status, answer.text).toBe(face.statusOf(expected, change));
  expect(answer.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  expect(minted !== null, "a token is issued").toBe(answer.status === face.success);
  if (answer.status >= 400) {
    const error = face.errorIn(answer);
    const wanted = face.errorOf(expected);
    if (expected.error !== undefined && wanted !== undefined) expect(error).toBe(wanted);
  }
  if (answer.status === 503 || answer.status === 429) {
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
  }
  if (expected.retry_after !== undefined) {
    expect(answer.headers.has("retry-after")).toBe(expected.retry_after);
  }
}

/** The body is what the case says, and nothing more: to the letter for text, else what its JSON says. */
export function expectBody(body: string, { body_equals }: ExpectedAnswer, known: Placeholders): void {
  if (body_equals === undefined) return;
  const wanted = expand(body_equals, known);
  if (typeof wanted === "string") expect(body).toBe(wanted);
  else expect(JSON.parse(body)).toEqual(wanted);
}

/**
 * The log says nothing of what the case forbids, neither as it is nor as JSON writes it.
 * @param lines since the case began
 * @param known for each token of the case, with it
 */
export function expectLog(
  lines: readonly string[],
  { log_must_not_contain, log_must_not_contain_line }: CorpusCase["expect"],
  known: readonly Placeholders[],
): void {
  const forbidden = [log_must_not_contain ?? []].flat();
  for (const text of known.flatMap((one) => forbidden.map((entry) => String(expand(entry, one))))) {
    if (text === "") throw new Error("every log holds the empty text");
    for (const form of [text, JSON.stringify(text).slice(1, -1)]) {
      expect(lines.filter((line) => line.includes(form))).toEqual([]);
    }
  }
  if (log_must_not_contain_line !== undefined) {
    expect(lines.flatMap((line) => line.split("\n"))).not.toContain(log_must_not_contain_line);
  }
}

async function reasonOf({ world, face }: Run, { token, change }: Sent): Promise<Reason> {
  const asked = bodyMembers(change, { ...world.placeholders(), token });
  const answer = await world.server.asAdmin("POST", "/api/v1/explain", {
    token,
    provider: asked.get("provider_name"),
    mapping: asked.get("identity_mapping_name"),
    ...face.asked,
  });
  const { reason } = z.object({ reason: reasonWord }).parse(await answer.json());
  return reason;
}

const reasonWord = z.custom<Reason>((word) => Object.hasOwn(reasons, String(word)));

/** What was accepted is on record, with the mapping that won and what it granted. */
async function expectRecord(
  { world, face }: Run,
  requestId: string,
  expected: ExpectedAnswer,
): Promise<void> {
  const record = z
    .object({
      outcome: z.literal("issued"),
      mapping: z.string(),
      details: z.object({ grant: z.object({ user: z.string().nullable(), groups: z.array(z.string()) }) }),
    })
    .parse(await (await world.server.asAdmin("GET", `/api/v1/exchanges/${requestId}`)).json());
  if (expected.mapping !== undefined) expect(record.mapping).toBe(face.mappingNamed(expected.mapping));
  if (expected.username !== undefined) expect(record.details.grant.user).toBe(expected.username);
  if (face.grantsGroups && expected.groups !== undefined)
    expect(record.details.grant.groups).toEqual(expected.groups);
}

function expectLifetime(minted: string, asked: CorpusCase["how"]["inspect_minted"]): void {
  if (asked?.max_lifetime_s === undefined) return;
  const { exp, iat } = z
    .object({ exp: z.number(), iat: z.number() })
    .parse(JSON.parse(Buffer.from(minted.split(".")[1] ?? "", "base64url").toString()));
  expect(exp - iat).toBeLessThanOrEqual(asked.max_lifetime_s);
}
