/**
 * Runs a corpus case to its end against the real server: one exchange, several at once, a flood, or steps with
 * changes to the server in between; in a world whose issuer is broken first, where the case wants that.
 */

import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { z } from "zod";
import type { CorpusCase, Step } from "./corpus-case.ts";
import { check, expectAnswer, expectBody, expectLog } from "./corpus-check.ts";
import { applyFaults } from "./corpus-environment.ts";
import { exchangeOf, type Run, tokenFor } from "./corpus-exchange.ts";
import type { ExpectedAnswer } from "./corpus-expected.ts";
import type { Keys } from "./corpus-keys.ts";
import { askAboutToken, runAtTarget } from "./corpus-target.ts";
import { type CorpusWorld, startCorpusWorld } from "./corpus-world.ts";

/** Requests of a flood in flight at once. */
const floodWidth = 50;

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
    logLines: world.server.log().length,
  };
  run.granted = 0;

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
  if (expected.successes_exactly !== undefined) expect(run.granted).toBe(expected.successes_exactly);
  if (expected.never_two_successes === true) expect(run.granted).toBeLessThanOrEqual(1);
  const known = run.tokens.map((token) => ({ ...world.placeholders(), caseId: run.id, token }));
  expectLog(world.server.log().slice(before.logLines), expected, known);
}

/** Warms the cache where the case wants it warm, then breaks what it wants broken, then lets time pass. */
async function prepare(run: Run): Promise<void> {
  const { warm_cache, jwks_sequence, advance_s = 0, ...faults } = run.one.how.environment ?? {};
  if (warm_cache === true || jwks_sequence !== undefined) {
    const { answer } = await exchangeOf(run, await tokenFor(run, {}), undefined);
    expect(answer.status, answer.text).toBe(run.face.success);
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
    if (step.admin !== undefined) await deleteMapping(world, run.face.mappingNamed(step.name ?? ""));
    if (step.introspect !== undefined) await introspect(run, last.minted, step.expect ?? {});
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
  const { how, expect: expected } = run.one;
  const token = await tokenFor(run, how);
  const sent = await Promise.all(Array.from({ length: count }, () => exchangeOf(run, token, how.request)));
  for (const { answer, change, minted } of sent) {
    if (minted === null) expect(answer.status).toBe(run.face.statusOf(expected, change));
  }
}

async function runFlood(run: Run, { count, then }: NonNullable<CorpusCase["how"]["flood"]>): Promise<void> {
  const { how, expect: expected } = run.one;
  const turns = Array.from({ length: count }, (_, turn) => turn);
  while (turns.length > 0) {
    const wave = turns
      .splice(0, floodWidth)
      .map(async (turn) => exchangeOf(run, await tokenFor(run, how, turn), how.request));
    for (const sent of await Promise.all(wave)) expectAnswer(run.face, sent, expected);
  }
  if (then === undefined) return;
  const after: Run = { ...run };
  const { answer } = await exchangeOf(after, await tokenFor(after, {}), undefined);
  expect(answer.status, answer.text).toBe(
    run.face.statusOf({ status: expected.then_expect_status }, undefined),
  );
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
async function introspect(run: Run, token: string, expected: ExpectedAnswer): Promise<void> {
  const { server, placeholders } = run.world;
  const answer = await askAboutToken(server, { token }, server.adminToken);
  const text = await answer.text();
  expect(answer.status, text).toBe(expected.status ?? 200);
  expectBody(text, expected, { ...placeholders(), token });
  if (expected.active !== undefined) expect(JSON.parse(text)).toMatchObject({ active: expected.active });
}
