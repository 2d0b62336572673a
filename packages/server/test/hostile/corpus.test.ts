/**
 * The corpus of hostile tokens, its token-level categories, against the real server: real HTTP, real
 * keys, real HTTPS issuers. Each case is sent to both exchange faces. What a face answers is held against
 * the case's class, and the internal reason is asked of the administrator's explanation.
 */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Reason, reasons } from "../../src/core/reasons.ts";
import { corpusFolder, readCorpusJson } from "../corpus.ts";
import { anyCase, type CorpusCase, corpusCase, expand } from "./corpus-case.ts";
import { type Keys, keySetVariant, makeCorpusKeys } from "./corpus-keys.ts";
import { buildToken } from "./corpus-token.ts";
import { type CorpusWorld, startCorpusWorld } from "./corpus-world.ts";

const categories = [
  "control-accept",
  "alg",
  "header",
  "structure",
  "signature",
  "issuer",
  "audience",
  "time",
  "subject",
  "mapping",
];

/** The corpus's times are hang guards; other work on the machine may slow a test down this much. */
const patience = 10;

const folder = corpusFolder();
const found = folder === null ? [] : z.array(anyCase).parse(readCorpusJson(folder, "hostile-tokens.json"));
if (folder !== null && found.length === 0) throw new Error("the corpus holds no hostile tokens");
const cases = found
  .filter(({ category }) => categories.includes(category))
  .map((one) => corpusCase.parse(one));
listNotRun();

const faces = [
  {
    name: "JFrog face",
    key: "access",
    path: "/access/api/v1/oidc/token",
    statusOf: ({ expect: { class: kind, reason } }: CorpusCase) =>
      ({
        accept: 200,
        invalid_token: reason === "audience_mismatch" ? 400 : 401,
        no_mapping: 401,
        too_large: 413,
      })[kind],
    errorOf: () => "invalid_request",
  },
  {
    name: "OAuth face",
    key: "rfc8693",
    path: "/oauth2/token",
    statusOf: ({ expect: { status } }: CorpusCase) => status,
    errorOf: ({ expect: { error } }: CorpusCase) => error,
  },
] as const;
type Face = (typeof faces)[number];

/** One installation for each key set and clock; a case that steps the clock must not share its server. */
const worlds = new Map<string, Promise<CorpusWorld>>();
let keys: Keys;

describe.skipIf(folder === null)("the hostile-token corpus", () => {
  beforeAll(async () => {
    keys = await makeCorpusKeys();
  });
  afterAll(async () => {
    for (const world of worlds.values()) await (await world).close();
  });

  describe.each(faces.map((face) => [face.name, face] as const))("on the %s", (_, face) => {
    const applicable = cases.filter((one) => one.faces?.includes(face.key) ?? true);
    it.each(applicable.map((one) => [`${one.id} ${one.description}`, one] as const))("%s", (_, one) =>
      runCase(face, one),
    );
  });

  it("leaves no subject token and no minted token in the log", async () => {
    for (const world of worlds.values()) {
      const log = (await world).app.log.join("\n");
      for (const token of seen) expect(log).not.toContain(token);
    }
  });
});

/** Tokens sent and received, by the part of each that nothing else has. */
const seen = new Set<string>();

async function runCase(face: Face, one: CorpusCase): Promise<void> {
  const world = await worldOf(one);
  for (let turn = 0; turn < (one.how.repeat ?? 1); turn += 1) await sendCase(world, face, one);
}

async function sendCase(world: CorpusWorld, face: Face, one: CorpusCase): Promise<void> {
  const { app, canary } = world;
  const expected = one.expect;
  const connections = canary.connections();
  const request = await withinOneSecond(async (now) => {
    const known = { ...world.placeholders(), now };
    const token = await tokenOf(world, one, now);
    const asked = { provider_name: "p-main", ...Object(expand(one.how.request?.set ?? {}, known)) };
    const began = performance.now();
    const answer = await app.send(face.path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        grant_type: grantType,
        subject_token_type: idTokenType,
        subject_token: token,
        ...asked,
      }),
    });
    const tookMs = performance.now() - began;
    const explained = await app.asAdmin("POST", "/api/v1/explain", {
      token,
      provider: asked.provider_name,
      ...("identity_mapping_name" in asked && { mapping: asked.identity_mapping_name }),
    });
    return { token, answer, tookMs, explained };
  });
  remember(request.token);

  const { answer, explained } = request;
  const body = answerBody.parse(await answer.json());
  if (body.access_token !== undefined) remember(body.access_token);
  expect(answer.status, JSON.stringify(body)).toBe(face.statusOf(one));
  expect(answer.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  expect(body.access_token !== undefined, "a token is issued").toBe(expected.class === "accept");
  if (expected.max_ms !== undefined) expect(request.tookMs).toBeLessThan(expected.max_ms * patience);
  expect(canary.connections() - connections).toBe(expected.canary_hits ?? 0);
  if (expected.log_must_not_contain_line !== undefined) {
    expect(app.log.flatMap((line) => line.split("\n"))).not.toContain(expected.log_must_not_contain_line);
  }
  if (expected.class === "accept") {
    await expectRecord(world, answer.headers.get("x-request-id") ?? "", one);
    return;
  }
  expect(body.error).toBe(face.errorOf(one));
  if (expected.class === "too_large") return;
  const { reason } = z.object({ reason: reasonWord }).parse(await explained.json());
  expect(reason).toBe(expected.reason);
  expect(reasons[reason].kind).toBe(expected.class);
}

const grantType = "urn:ietf:params:oauth:grant-type:token-exchange";
const idTokenType = "urn:ietf:params:oauth:token-type:id_token";
const reasonWord = z.custom<Reason>((word) => Object.hasOwn(reasons, String(word)));
const answerBody = z.looseObject({ access_token: z.string().optional(), error: z.string().optional() });

/** What was accepted is on record, with the mapping that won and what it granted. */
async function expectRecord(world: CorpusWorld, requestId: string, { expect: expected }: CorpusCase) {
  const record = z
    .object({
      outcome: z.literal("issued"),
      mapping: z.string(),
      details: z.object({ grant: z.object({ user: z.string().nullable(), groups: z.array(z.string()) }) }),
    })
    .parse(await (await world.app.asAdmin("GET", `/api/v1/exchanges/${requestId}`)).json());
  expect(record.mapping).toBe(expected.mapping);
  if (expected.username !== undefined) expect(record.details.grant.user).toBe(expected.username);
  if (expected.groups !== undefined) expect(record.details.grant.groups).toEqual(expected.groups);
}

/**
 * Cases stand one second beside a limit: a token made in one second and judged in the next is another
 * case. The last attempt counts either way.
 */
async function withinOneSecond<T>(attempt: (now: number) => Promise<T>): Promise<T> {
  const second = () => Math.floor(Date.now() / 1000);
  for (let left = 3; ; left -= 1) {
    const now = second();
    const outcome = await attempt(now);
    if (second() === now || left === 0) return outcome;
  }
}

/** The part of a token that stands nowhere else: its signature, or all of what is not a JWT. */
function remember(token: string): void {
  const [, , signature = ""] = token.split(".");
  if (signature.length > 40) seen.add(signature);
}

function worldOf({ id, how }: CorpusCase): Promise<CorpusWorld> {
  const { environment, vector } = how;
  const step = environment?.server_clock_step_s ?? 0;
  const name = JSON.stringify([environment?.jwks, step, vector === undefined ? null : id]);
  const known = worlds.get(name);
  if (known !== undefined) return known;
  const jwks =
    vector === undefined ? keySetVariant(keys, environment?.jwks ?? "default") : keysOfVector(vector);
  const started = startCorpusWorld(keys, jwks).then((world) => {
    world.app.stepWallClock(step);
    return world;
  });
  worlds.set(name, started);
  return started;
}

async function tokenOf(world: CorpusWorld, { how }: CorpusCase, now: number): Promise<string> {
  const known = { ...world.placeholders(), now };
  switch (how.token_from) {
    case undefined:
      break;
    case "own_reference_token": {
      const answer = await world.app.send("/access/api/v1/oidc/token", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          grant_type: grantType,
          subject_token_type: idTokenType,
          subject_token: buildToken({}, known, keys),
          provider_name: "p-main",
          include_reference_token: true,
        }),
      });
      return z.object({ reference_token: z.string() }).parse(await answer.json()).reference_token;
    }
    default:
      throw new Error(`unknown source of tokens ${how.token_from}`);
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

function keysOfVector({ file, tcId }: NonNullable<CorpusCase["how"]["vector"]>) {
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
    .parse(readCorpusJson(folder ?? "", `vectors/wycheproof/${file}`));
  const group = testGroups.find(({ tests }) => tests.some((test) => test.tcId === tcId));
  if (group === undefined) throw new Error(`${file} has no vector ${tcId}`);
  return group.public ?? group.private;
}

function listNotRun(): void {
  const rest = new Map<string, number>();
  for (const { category } of found) {
    if (!categories.includes(category)) rest.set(category, (rest.get(category) ?? 0) + 1);
  }
  const listed = [...rest].map(([category, count]) => `${category} ${count}`).join(", ");
  if (listed === "") return;
  console.log(
    `corpus cases that are not sent to the server as they stand: ${listed}. The files of test/hostile named after these categories try them with cases of their own; test/oidc/issuer-corpus.test.ts runs issuer-fault and ssrf-config on the parts alone, but for those it names.`,
  );
}
