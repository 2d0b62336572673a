/**
 * Runs corpus cases against the real server: real HTTP, real keys, real HTTPS issuers. What a face answers is
 * held against the case's class, the reason is asked of the administrator's explanation, and whatever was
 * sent or handed out must not be in the log.
 */

import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { z } from "zod";
import { type Reason, reasons } from "../../src/core/reasons.ts";
import { readCorpusJson } from "../corpus.ts";
import type { CorpusCase, ExpectedAnswer, RequestChange, Step } from "./corpus-case.ts";
import { applyFaults } from "./corpus-environment.ts";
import type { Placeholders } from "./corpus-expand.ts";
import type { CorpusFace } from "./corpus-faces.ts";
import type { Keys } from "./corpus-keys.ts";
import { bodyMembers, buildRequest, type CorpusAnswer, sendRequest } from "./corpus-request.ts";
import { runAtTarget } from "./corpus-target.ts";
import { buildToken } from "./corpus-token.ts";
import { type CorpusWorld, startCorpusWorld } from "./corpus-world.ts";

/** The corpus's times are hang guards; other work on the machine may slow a test down this much. */
const patience = 10;
/** Requests of a flood in flight at once. */
const floodWidth = 50;

/** One case on one face in its world. */
export interface Run {
  readonly world: CorpusWorld;
  readonly face: CorpusFace;
  readonly one: CorpusCase;
  readonly keys: Keys;
  /** What `{{UUID}}` stands for. */
  readonly id: string;
  /** How far the case has moved the clock of the server, and with it of everybody else. */
  advancedSeconds: number;
}

/** A case that breaks the issuer, the clock or the server, or holds it up, gets a world of its own. */
export function needsOwnWorld({ how, expect: expected }: CorpusCase): boolean {
  const {
    jwks: _jwks,
    server_clock_step_s: _step,
    allow_private_networks: _allow,
    ...faults
  } = how.environment ?? {};
  return (
    Object.keys(faults).length > 0 ||
    how.flood !== undefined ||
    how.request?.slow_body !== undefined ||
    expected.max_rss_growth_mib !== undefined ||
    (how.steps ?? []).some((step) => step.server !== undefined || step.admin !== undefined)
  );
}

/** The world a case has for itself. */
export function startOwnWorld(keys: Keys, { how, expect: expected }: CorpusCase): Promise<CorpusWorld> {
  const { environment } = how;
  const asked = String(how.request?.set?.["provider_name"] ?? "p-main");
  const killed = (how.steps ?? []).some((step) => step.server === "kill9_restart");
  return startCorpusWorld(keys, {
    jwks: environment?.jwks_sequence?.[0] ?? "default",
    process: killed || expected.max_rss_growth_mib !== undefined,
    providers: ["p-main", "p-b", asked],
    ...(environment?.dns !== undefined && {
      rebinding: { host: `${randomUUID()}.${rebindingHost}`, allowed: "127.0.0.1/32" },
    }),
  });
}

/** Names below this one: the first answer leads to the issuer, the second elsewhere; a test makes it so. */
export const rebindingHost = "rebinding.example";

/** Runs a case to its end and holds every answer against what the case expects. */
export async function runCase(run: Run): Promise<void> {
  const { world, one } = run;
  const { how, expect: expected } = one;
  if (how.environment !== undefined) await prepare(run);
  const before = {
    canary: world.canary.connections(),
    fetches: how.environment?.jwks_sequence === undefined ? world.issuerA.jwksRequests() : 0,
    requests: world.issuerRequests(),
    memoryMib: expected.max_rss_growth_mib === undefined ? null : await warmPeakMib(run),
  };

  if (how.target !== undefined && how.steps === undefined) await runAtTarget(run);
  else if (how.steps !== undefined) await runSteps(run, how.steps);
  else if (how.flood !== undefined) await runFlood(run, how.flood);
  else if (how.parallel !== undefined) await runParallel(run, how.parallel);
  else for (let turn = 0; turn < (how.repeat ?? 1); turn += 1) await runOnce(run);

  expect(world.canary.connections() - before.canary).toBe(expected.canary_hits ?? 0);
  if (expected.outbound_connections !== undefined) {
    expect(world.issuerRequests() - before.requests).toBe(expected.outbound_connections);
  }
  if (expected.issuer_fetches_max !== undefined) {
    expect(world.issuerA.jwksRequests() - before.fetches).toBeLessThanOrEqual(expected.issuer_fetches_max);
  }
  if (before.memoryMib !== null && expected.max_rss_growth_mib !== undefined) {
    const grown = ((await world.server.peakMemoryMib()) ?? 0) - before.memoryMib;
    expect(grown).toBeLessThanOrEqual(expected.max_rss_growth_mib);
  }
  if (expected.log_must_not_contain_line !== undefined) {
    expect(world.server.log().flatMap((line) => line.split("\n"))).not.toContain(
      expected.log_must_not_contain_line,
    );
  }
}

/** Warms the cache where the case wants it warm, then breaks what it wants broken, then lets time pass. */
async function prepare(run: Run): Promise<void> {
  const { warm_cache, jwks_sequence, advance_s = 0, ...faults } = run.one.how.environment ?? {};
  if (warm_cache === true || jwks_sequence !== undefined) {
    const { answer } = await exchangeOf(run, await tokenFor(run, {}), undefined);
    expect(answer.status, answer.text).toBe(200);
  }
  const { world, keys } = run;
  await applyFaults(world.issuerA, world.canary, keys, {
    ...faults,
    ...(jwks_sequence && { jwks_sequence }),
  });
  if (advance_s !== 0) world.server.advance(advance_s);
  run.advancedSeconds += advance_s;
}

/** What a process has needed once it has done what it does: the first of everything costs memory that stays. */
async function warmPeakMib(run: Run): Promise<number | null> {
  for (let turn = 0; turn < 20; turn += 1) {
    await exchangeOf(
      run,
      await tokenFor(run, {
        payload: { set: { iss: "{{ISS_B}}", aud: "sts-b" } },
        header: { set: { kid: "rsa-b" } },
        signing: { key: "rsa-b", alg: "RS256" },
      }),
      { set: { provider_name: "p-b" } },
    );
  }
  return run.world.server.peakMemoryMib();
}

/**
 * Cases stand one second beside a limit: a token made in one second and judged in the next is another case. The
 * last attempt counts either way, and so does one that took longer than that anyway.
 */
async function runOnce(run: Run): Promise<void> {
  const second = () => Math.floor(Date.now() / 1000);
  for (let left = 3; ; left -= 1) {
    const began = second();
    const token = await tokenFor(run, run.one.how);
    const sent = await exchangeOf(run, token, run.one.how.request);
    if (second() === began + 1 && left > 0) continue;
    return check(run, sent, run.one.expect);
  }
}

async function runSteps(run: Run, steps: readonly Step[]): Promise<void> {
  const { world, one } = run;
  const last = { token: await tokenFor(run, one.how), minted: "" };
  if (one.how.token_from !== undefined) last.minted = last.token;
  for (const step of steps) {
    if (step.server !== undefined) await world.server.restart();
    if (step.advance_s !== undefined) world.server.advance(step.advance_s);
    run.advancedSeconds += step.advance_s ?? 0;
    if (step.admin !== undefined) await deleteMapping(world, step.name ?? "");
    if (step.introspect !== undefined) await introspect(world, last.minted, step.expect);
    if (step.send === undefined) continue;
    const changed = step.send === "resign" || step.transform !== undefined;
    const how = changed ? altered(one.how, step, last.token) : null;
    const token = how === null ? last.token : await tokenFor(run, how);
    const sent = await exchangeOf(run, token, step.request ?? one.how.request);
    await check(run, sent, step.expect ?? one.expect);
    if (sent.minted !== null) last.minted = sent.minted;
  }
}

/** The case's token made anew with the step's changes, or the very bytes that were sent, transformed. */
function altered(how: CorpusCase["how"], step: Step, sent: string): CorpusCase["how"] {
  if (step.send === "same") {
    return { transform: [{ op: "literal", value: sent }, ...(step.transform ?? [])] };
  }
  const payload = {
    set: { ...how.payload?.set, ...step.payload?.set },
    remove: [...(how.payload?.remove ?? []), ...(step.payload?.remove ?? [])],
  };
  const header = {
    set: { ...how.header?.set, ...step.header?.set },
    remove: [...(how.header?.remove ?? []), ...(step.header?.remove ?? [])],
  };
  return { ...how, payload, header, transform: step.transform ?? how.transform };
}

async function runParallel(run: Run, count: number): Promise<void> {
  const token = await tokenFor(run, run.one.how);
  const sent = await Promise.all(
    Array.from({ length: count }, () => exchangeOf(run, token, run.one.how.request)),
  );
  const accepted = sent.filter(({ minted }) => minted !== null);
  const { successes_exactly, never_two_successes } = run.one.expect;
  if (successes_exactly !== undefined) expect(accepted).toHaveLength(successes_exactly);
  if (never_two_successes === true) expect(accepted.length).toBeLessThanOrEqual(1);
  for (const { answer, minted } of sent) {
    if (minted === null) expect(answer.status).toBe(run.face.statusOf(run.one.expect));
  }
}

async function runFlood(run: Run, { count, then }: NonNullable<CorpusCase["how"]["flood"]>): Promise<void> {
  const turns = Array.from({ length: count }, (_, turn) => turn);
  while (turns.length > 0) {
    const wave = turns
      .splice(0, floodWidth)
      .map(async (turn) => exchangeOf(run, await tokenFor(run, run.one.how, turn), run.one.how.request));
    for (const sent of await Promise.all(wave)) expectAnswer(run.face, sent, run.one.expect);
  }
  if (then === undefined) return;
  const { answer } = await exchangeOf(run, await tokenFor(run, {}), undefined);
  expect(answer.status, answer.text).toBe(run.one.expect.then_expect_status);
}

/** What was sent, and what came of it. */
export interface Sent {
  readonly token: string;
  readonly change: RequestChange | undefined;
  readonly answer: CorpusAnswer;
  readonly minted: string | null;
}

/** Exchanges a token at the face, in the request the change makes. */
export async function exchangeOf(
  { world, face }: Pick<Run, "world" | "face">,
  token: string,
  change: RequestChange | undefined,
): Promise<Sent> {
  const request = buildRequest(change, { ...world.placeholders(), token });
  remember(token);
  const answer = await sendRequest(world.server.url, face.path, request);
  const body = answerBody.safeParse(
    answer.headers.get("content-type")?.includes("json") ? JSON.parse(answer.text) : {},
  );
  const minted = body.data?.access_token ?? null;
  if (minted !== null) remember(minted);
  if (body.data?.reference_token !== undefined) remember(body.data.reference_token);
  return { token, change, answer, minted };
}

const answerBody = z.looseObject({
  access_token: z.string().optional(),
  reference_token: z.string().optional(),
  error: z.string().optional(),
});

/** The answer, the reason in the explanation, and what is on record. */
async function check(run: Run, sent: Sent, expected: ExpectedAnswer): Promise<void> {
  expectAnswer(run.face, sent, expected);
  const { max_ms, connection_closed } = run.one.expect;
  if (max_ms !== undefined) expect(sent.answer.tookMs).toBeLessThan(max_ms * patience);
  if (connection_closed === true) expect(sent.answer.closed).toBe(true);
  if (sent.minted !== null) {
    await expectRecord(run.world, sent.answer.headers.get("x-request-id") ?? "", expected);
    expectLifetime(sent.minted, run.one.how.inspect_minted);
  } else if (expected.reason !== undefined && explained.has(expected.class ?? "")) {
    expect(await reasonOf(run.world, sent)).toBe(run.face.reasons[run.one.id] ?? expected.reason);
  }
}

/** Classes whose reason an explanation of the token alone can find. */
const explained: ReadonlySet<string> = new Set(["invalid_token", "no_mapping", "upstream_unavailable"]);

function expectAnswer(face: CorpusFace, { answer, minted }: Sent, expected: ExpectedAnswer): void {
  expect(answer.status, answer.text).toBe(face.statusOf(expected));
  expect(answer.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  expect(minted !== null, "a token is issued").toBe(answer.status === 200);
  if (answer.status >= 400) {
    const { error } = z.looseObject({ error: z.string() }).parse(JSON.parse(answer.text));
    if (expected.error !== undefined) expect(error).toBe(face.errorOf(expected));
  }
  if (answer.status === 503 || answer.status === 429) {
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
  }
}

async function reasonOf(world: CorpusWorld, { token, change }: Sent): Promise<Reason> {
  const asked = bodyMembers(change, { ...world.placeholders(), token });
  const answer = await world.server.asAdmin("POST", "/api/v1/explain", {
    token,
    provider: asked.get("provider_name"),
    mapping: asked.get("identity_mapping_name"),
  });
  const { reason } = z.object({ reason: reasonWord }).parse(await answer.json());
  return reason;
}

const reasonWord = z.custom<Reason>((word) => Object.hasOwn(reasons, String(word)));

/** What was accepted is on record, with the mapping that won and what it granted. */
async function expectRecord(world: CorpusWorld, requestId: string, expected: ExpectedAnswer): Promise<void> {
  const record = z
    .object({
      outcome: z.literal("issued"),
      mapping: z.string(),
      details: z.object({ grant: z.object({ user: z.string().nullable(), groups: z.array(z.string()) }) }),
    })
    .parse(await (await world.server.asAdmin("GET", `/api/v1/exchanges/${requestId}`)).json());
  if (expected.mapping !== undefined) expect(record.mapping).toBe(expected.mapping);
  if (expected.username !== undefined) expect(record.details.grant.user).toBe(expected.username);
  if (expected.groups !== undefined) expect(record.details.grant.groups).toEqual(expected.groups);
}

function expectLifetime(minted: string, asked: CorpusCase["how"]["inspect_minted"]): void {
  if (asked?.max_lifetime_s === undefined) return;
  const { exp, iat } = z
    .object({ exp: z.number(), iat: z.number() })
    .parse(JSON.parse(Buffer.from(minted.split(".")[1] ?? "", "base64url").toString()));
  expect(exp - iat).toBeLessThanOrEqual(asked.max_lifetime_s);
}

async function deleteMapping(world: CorpusWorld, name: string): Promise<void> {
  const found = await world.server.asAdmin("GET", `/api/v1/mappings?provider=p-main&name=${name}`);
  const { items } = z
    .object({ items: z.array(z.object({ id: z.string() })).min(1) })
    .parse(await found.json());
  for (const { id } of items) {
    expect((await world.server.asAdmin("DELETE", `/api/v1/mappings/${id}`)).status).toBe(204);
  }
}

/** @see RFC 7662 */
async function introspect(
  world: CorpusWorld,
  token: string,
  expected: ExpectedAnswer | undefined,
): Promise<void> {
  const answer = await fetch(`${world.server.url}/oauth2/introspect`, {
    method: "POST",
    headers: { authorization: `Bearer ${world.server.adminToken}` },
    body: new URLSearchParams({ token }),
  });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ active: expected?.active });
}

/** Signatures and secrets that were sent or handed out: what stands nowhere else. */
export const seen = new Set<string>();

function remember(token: string): void {
  const [, , signature = token] = token.split(".");
  if (signature.length > 40) seen.add(signature);
}

/** The token of a case, at the time the server has by now. @param turn of a flood */
export async function tokenFor(run: Run, how: CorpusCase["how"], turn?: number): Promise<string> {
  const { world, keys } = run;
  const base = world.placeholders();
  const known: Placeholders = {
    ...base,
    caseId: run.id,
    now: base.now + run.advancedSeconds,
    ...(turn !== undefined && { turn }),
  };
  if (how.token_from !== undefined) {
    const change: RequestChange = { set: { include_reference_token: true } };
    const { answer } = await exchangeOf(run, await buildToken({}, known, keys), change);
    const body = z
      .object({ access_token: z.string(), reference_token: z.string() })
      .parse(JSON.parse(answer.text));
    return how.token_from === "own_access_token" ? body.access_token : body.reference_token;
  }
  if (how.vector === undefined) return buildToken(how, known, keys);
  // The vector is a key: a token that names it must not get as far as its signature.
  const [key] = keysOfVector(how.vector).keys;
  return buildToken(
    { header: { set: { kid: key?.kid } }, signing: { random_signature_bytes: 256, alg: "RS256" } },
    known,
    keys,
  );
}

/** The key set of a published vector. */
export function keysOfVector({ file, tcId }: NonNullable<CorpusCase["how"]["vector"]>) {
  const keySet = z.object({ keys: z.array(z.looseObject({ kid: z.string() })) });
  const { testGroups } = z
    .object({
      testGroups: z.array(
        z.object({
          public: keySet.optional(),
          private: keySet,
          tests: z.array(z.object({ tcId: z.number() })),
        }),
      ),
    })
    .parse(readCorpusJson(process.env["COUNTERSIGN_TEST_CORPUS"] ?? "", `vectors/wycheproof/${file}`));
  const group = testGroups.find(({ tests }) => tests.some((test) => test.tcId === tcId));
  if (group === undefined) throw new Error(`${file} has no vector ${tcId}`);
  return group.public ?? group.private;
}
