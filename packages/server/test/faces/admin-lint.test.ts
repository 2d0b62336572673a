/** Judging drafts before they are written: what the write would be refused with, findings and their repairs, and the order. */

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { startApp, type TestApp } from "../app.ts";

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const judgement = z.object({
  refusal: z
    .object({
      code: z.string(),
      detail: z.string(),
      errors: z.array(z.object({ pointer: z.string(), detail: z.string() })),
    })
    .nullable(),
  findings: z.array(
    z.object({
      of: z.string(),
      code: z.string(),
      repairs: z.array(z.object({ title: z.string(), patch: z.record(z.string(), z.unknown()) })),
    }),
  ),
  in_place_of: z.object({ provider_id: z.string().nullable(), mapping_id: z.string().nullable() }),
  order: z.object({ position: z.number(), total: z.number() }).nullable(),
  shadows: z.array(z.object({ mapping: z.string(), sentence: z.string() })),
  shadowed_by: z.array(z.object({ mapping: z.string(), sentence: z.string() })),
});

async function lint(drafts: unknown) {
  const response = await app.asAdmin("POST", "/api/v1/lint", drafts);
  expect(response.status).toBe(200);
  return judgement.parse(await response.json());
}

let count = 0;
const newProvider = (changes: Readonly<Record<string, unknown>> = {}) => {
  count += 1;
  return { name: `p${count}`, issuer_url: `https://issuer-${count}.example`, audience: "sts", ...changes };
};
const mappingOf = (provider: string, changes: Readonly<Record<string, unknown>> = {}) => ({
  name: "deploy",
  provider,
  claims: { sub: "job-1" },
  grant: { groups: ["readers"] },
  ...changes,
});

async function saved(path: string, document: unknown): Promise<void> {
  const response = await app.asAdmin("POST", `/api/v1${path}`, document);
  if (response.status !== 201) throw new Error(await response.text());
}

describe("judging drafts", () => {
  it("says nothing of a sound mapping of a provider that is only drafted, and writes neither", async () => {
    const provider = newProvider();
    expect(await lint({ provider, mapping: mappingOf(provider.name) })).toEqual({
      refusal: null,
      findings: [],
      in_place_of: { provider_id: null, mapping_id: null },
      order: { position: 1, total: 1 },
      shadows: [],
      shadowed_by: [],
    });
    expect((await app.asAdmin("GET", `/api/v1/providers/${provider.name}`)).status).toBe(404);
  });

  it("gives a finding the repair that makes it go away", async () => {
    const provider = newProvider({ issuer_url: "http://issuer.example", audience: "sts" });
    const { findings } = await lint({ provider });
    expect(findings.find(({ code }) => code === "plain_http_issuer")).toMatchObject({
      of: "provider",
      repairs: [{ title: 'Write "https://issuer.example"', patch: { issuer_url: "https://issuer.example" } }],
    });
  });

  it("tells what cannot be read of one draft, and judges the other", async () => {
    const provider = newProvider({ audience: null });
    const answer = await lint({ provider, mapping: mappingOf(provider.name, { priority: 0, claim: {} }) });
    expect(answer.refusal?.code).toBe("invalid");
    expect(answer.refusal?.errors.map(({ pointer }) => pointer).sort()).toEqual([
      "/mapping/claim",
      "/mapping/priority",
    ]);
    expect(answer.findings).toMatchObject([{ of: "provider", code: "no_audience" }]);
  });

  it("says what a sound document would be refused with, where it stands", async () => {
    const provider = newProvider();
    const answer = await lint({ provider, mapping: mappingOf(provider.name, { name: "no such name!" }) });
    expect(answer.refusal).toMatchObject({ code: "invalid", errors: [{ pointer: "/mapping/name" }] });
  });

  it("says where a mapping would stand, what it shadows and what shadows it", async () => {
    const provider = newProvider();
    await saved("/providers", provider);
    await saved("/mappings", mappingOf(provider.name, { name: "first", priority: 1 }));
    await saved("/mappings", mappingOf(provider.name, { name: "last", priority: 9 }));
    const answer = await lint({ mapping: mappingOf(provider.name, { priority: 5 }) });
    expect(answer).toMatchObject({
      order: { position: 2, total: 3 },
      shadows: [{ mapping: "last" }],
      shadowed_by: [{ mapping: "first", sentence: expect.stringContaining("judged first") }],
    });
  });

  it("refuses a question it cannot read, however much of a draft it cannot read either", async () => {
    const mapping = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`member_${index}`, 1]));
    expect((await app.asAdmin("POST", "/api/v1/lint", { mapping })).status).toBe(200);
    expect((await app.asAdmin("POST", "/api/v1/lint", { mapping, claims: [] })).status).toBe(400);
  });

  it("refuses a question about nothing", async () => {
    expect((await app.asAdmin("POST", "/api/v1/lint", {})).status).toBe(400);
    expect((await app.asAdmin("POST", "/api/v1/lint", { providers: {} })).status).toBe(400);
  });
});

describe("explaining with drafts", () => {
  it("tries typed-in claims on a mapping that is not saved, and says what it would grant", async () => {
    const provider = newProvider();
    await saved("/providers", provider);
    await saved("/mappings", mappingOf(provider.name, { name: "first", priority: 1 }));
    const ask = async (mapping: unknown) => {
      const body = { claims: { sub: "job-1" }, drafts: { mapping } };
      const response = await app.asAdmin("POST", "/api/v1/explain", body);
      expect(response.status).toBe(200);
      return z.object({ draft: z.unknown() }).parse(await response.json()).draft;
    };
    expect(await ask(mappingOf(provider.name))).toMatchObject({
      matched: true,
      wins: false,
      beaten_by: "first",
      grant: { groups: ["readers"] },
    });
    expect(await ask(mappingOf(provider.name, { claims: { sub: "Job-1" } }))).toMatchObject({
      matched: false,
      rules: [
        {
          clauses: [
            {
              held: false,
              near_miss: {
                kind: "letter_case",
                expected: "Job-1",
                presented: "job-1",
                marks: { expected: [{ from: 0, to: 1 }], presented: [{ from: 0, to: 1 }] },
              },
            },
          ],
        },
      ],
    });
    expect(
      await ask(mappingOf(provider.name, { claims: { sub: "job-1", aud: "sts" }, priority: 1 })),
    ).toMatchObject({
      wins: true,
    });
  });
});

it("judges a draft of a thousand faults in a moment, and offers no thousand repairs of each", async () => {
  await app.asAdmin("POST", "/api/v1/providers", {
    name: "faulty",
    issuer_url: "https://gitlab.com",
    audience: "https://sts.example.com",
  });
  const lintedWith = async (values: number) => {
    const sub = Array.from({ length: values }, (_, index) => `project_path:a${index}*`);
    const mapping = { name: "faulty", provider: "faulty", claims: { sub }, grant: { admin: true } };
    return (await lint({ mapping })).findings;
  };
  const [some, thousand] = [await lintedWith(20), await lintedWith(1_000)];
  expect(some.filter(({ repairs }) => repairs.length > 0).length).toBeGreaterThanOrEqual(20);
  expect(thousand.length).toBeGreaterThanOrEqual(1_000);
  expect(thousand.flatMap(({ repairs }) => repairs)).toEqual([]);
});
