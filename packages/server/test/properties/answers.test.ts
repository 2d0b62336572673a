/** P7 of the table in SECURITY-MODEL: no answer of an exchange holds both a token and an error, or neither. */

import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { tokenStream } from "../../../../bench/fuzz/inputs.ts";
import { Random } from "../../../../bench/fuzz/random.ts";
import { requestFor } from "../../../../bench/fuzz/request.ts";
import { makeKeys } from "../../../../bench/fuzz/token.ts";
import { startApp, type TestApp } from "../app.ts";
import { patience, tried } from "./property.ts";

const keys = makeKeys();
const noCorpus = { changes: [], tokens: [], bodies: [] };
const answered = z.record(z.string(), z.unknown());
let app: TestApp;

beforeAll(async () => {
  app = await startApp();
  const { issuer, audience, algorithms } = keys.trust;
  const provider = {
    name: "fuzzed",
    issuer_url: issuer,
    audience,
    algorithms,
    key_source: { kind: "static", jwks: keys.jwks },
  };
  const mapping = {
    name: "anybody",
    provider: "fuzzed",
    claims: { sub: "job-*" },
    grant: { groups: ["fuzzed"] },
  };
  expect((await app.asAdmin("POST", "/api/v1/providers", provider)).status).toBe(201);
  expect((await app.asAdmin("POST", "/api/v1/mappings", mapping)).status).toBe(201);
});
afterAll(() => app.close());

it("an answer of an exchange holds a token or an error, never both and never neither", patience, async () => {
  const { seed, numRuns } = tried(7, 500);
  const [next, random] = [tokenStream(keys, noCorpus, seed), new Random(seed)];
  const statuses = new Set<number>();
  for (let turn = 0; turn < numRuns; turn += 1) {
    const request = requestFor(next(app.now()), "fuzzed", random, noCorpus);
    const { method, path, headers, body } = request;
    const answer = await app.send(path, { method, headers, ...(method !== "GET" && { body }) });
    statuses.add(answer.status);
    const document = answered.parse(JSON.parse((await answer.text()) || "{}"));
    const isIssued = answer.status === 200;
    // What leads to no face is answered in no face's envelope, by a code.
    const told = [
      document["access_token"] !== undefined,
      (document["error"] ?? document["code"]) !== undefined,
    ];
    expect(told, `${answer.status} to ${method} ${path} ${body.slice(0, 300)}`).toEqual([
      isIssued,
      !isIssued,
    ]);
    if (!isIssued) expect(document["reference_token"]).toBeUndefined();
  }
  expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 401]));
});
