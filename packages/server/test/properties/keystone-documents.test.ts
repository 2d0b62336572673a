/**
 * Whatever an operator writes at the Keystone face is read back as it was answered, also by a process that has it from
 * the database only; on either database.
 */

import fc from "fast-check";
import { describe, expect, inject, it } from "vitest";
import { startApp, type TestApp } from "../app.ts";
import { sender } from "../faces/keystone-operator.ts";
import { openCluster } from "../nodes/cluster.ts";
import { patience, tried } from "./property.ts";

const visible = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 60 })
  .filter((text) => /\S/u.test(text) && !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(text));
const description = fc.option(
  fc.string({ unit: "grapheme", maxLength: 80 }).filter((text) => !text.includes("\0")),
);
const scalar = fc.oneof(visible, fc.integer({ min: -1e9, max: 1e9 }), fc.boolean(), fc.constant(null));
const memberName = fc.constantFrom("colour", "contact", "a.b", "7", "constructor", "toString");
/** What the server has no word for. */
const extra = fc.dictionary(
  memberName,
  fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }), fc.dictionary(memberName, scalar, { maxKeys: 3 })),
  { maxKeys: 3 },
);

const claim = fc.constantFrom("OIDC-sub", "HTTP_OIDC_GROUPS", "email", "repository_id");
const values = fc.array(visible, { minLength: 1, maxLength: 4 });
const requirement = fc.oneof(
  fc.record({ type: claim }),
  fc.record(
    { type: claim, any_one_of: values, regex: fc.constant(false) },
    { requiredKeys: ["type", "any_one_of"] },
  ),
  fc.record({ type: claim, not_any_of: values }),
  fc.record({ type: claim, whitelist: values }),
  fc.record({ type: claim, blacklist: values }),
);
const local = fc.record(
  {
    user: fc.record(
      { name: fc.constantFrom("{0}", "robot"), email: visible.filter((text) => !/[{}]/.test(text)) },
      {
        requiredKeys: ["name"],
      },
    ),
    group: fc.record({
      name: visible.filter((text) => !/[{}]/.test(text)),
      domain: fc.constant({ name: "Default" }),
    }),
  },
  { requiredKeys: ["user"] },
);
const rules = fc.array(
  fc.record({
    local: fc.array(local, { minLength: 1, maxLength: 2 }),
    remote: fc.array(requirement, { maxLength: 3 }).map((more) => [{ type: "sub" }, ...more]),
  }),
  { minLength: 1, maxLength: 3 },
);

/** One document of each kind. */
const documents = fc.record({
  domain: fc.record({ name: visible, description, enabled: fc.boolean() }, { requiredKeys: ["name"] }),
  project: fc.record({ name: visible, description, enabled: fc.boolean() }, { requiredKeys: ["name"] }),
  group: fc.record({ name: visible, description }, { requiredKeys: ["name"] }),
  user: fc.record(
    { name: visible, description, email: fc.option(visible), enabled: fc.boolean() },
    { requiredKeys: ["name"] },
  ),
  role: fc.record({ name: visible, description }, { requiredKeys: ["name"] }),
  service: fc.record(
    { type: visible, name: visible, description, enabled: fc.boolean() },
    { requiredKeys: ["type"] },
  ),
  region: fc.record({ description }),
  extra,
  mapping: fc.record(
    { rules, schema_version: fc.constantFrom("1.0", "2.0", null) },
    { requiredKeys: ["rules"] },
  ),
  identity_provider: fc.record(
    {
      enabled: fc.boolean(),
      description,
      authorization_ttl: fc.option(fc.nat()),
      remote_ids: fc.uniqueArray(
        fc.nat({ max: 1e9 }).map((n) => `https://n${n}.example/${"i".repeat(n % 300)}`),
        { maxLength: 3 },
      ),
    },
    { requiredKeys: [] },
  ),
});

const plain = ["domain", "project", "group", "user", "role", "service", "region"] as const;
const collectionOf = (kind: string) => `/${kind}s`;

/** Writes them all. @returns what was answered, by the path at which it is read */
async function write(
  app: TestApp,
  number: number,
  sent: typeof documents extends fc.Arbitrary<infer T> ? T : never,
) {
  const send = sender(app);
  const answers = new Map<string, unknown>();
  for (const kind of plain) {
    // Names are given once, and what is not the kind's own is kept.
    const own = sent[kind];
    const name = "name" in own && kind !== "service" ? { name: `${own.name}-${number}`.slice(-64) } : {};
    const made = await send("POST", collectionOf(kind), { [kind]: { ...sent.extra, ...own, ...name } });
    expect([made.status, made.body], JSON.stringify(own)).toEqual([201, expect.anything()]);
    const shown = made.body[kind];
    expect(shown).toMatchObject({ ...sent.extra, ...own, ...name });
    answers.set(`${collectionOf(kind)}/${encodeURIComponent(shown.id)}`, made.body);
  }
  const federation = "/OS-FEDERATION";
  const mapping = `${federation}/mappings/m${number}`;
  const idp = `${federation}/identity_providers/i${number}`;
  const issuers = sent.identity_provider.remote_ids?.map((issuer) => issuer.replace("//n", `//n${number}-`));
  const bodies: readonly (readonly [string, object])[] = [
    [mapping, { mapping: sent.mapping }],
    [idp, { identity_provider: { ...sent.identity_provider, ...(issuers && { remote_ids: issuers }) } }],
    [`${idp}/protocols/openid`, { protocol: { mapping_id: `m${number}` } }],
  ];
  for (const [path, body] of bodies) {
    const made = await send("PUT", path, body);
    expect([made.status, made.body], JSON.stringify(body)).toEqual([201, expect.anything()]);
    answers.set(path, made.body);
  }
  expect(Object(answers.get(mapping)).mapping.rules).toEqual(sent.mapping.rules);
  return answers;
}

async function readsTheSame(app: TestApp, written: readonly ReadonlyMap<string, unknown>[]): Promise<void> {
  const send = sender(app);
  for (const [path, answer] of written.flatMap((one) => [...one])) {
    const { body } = await send("GET", path);
    expect(withoutHost(body), path).toEqual(withoutHost(answer));
  }
}

/** Links lead to the node that was asked. */
function withoutHost(answer: unknown): unknown {
  return JSON.parse(
    JSON.stringify(answer).replaceAll(/https?:\/\/(?:127\.0\.0\.1:\d+|sts\.example)\/v3/g, ""),
  );
}

/** An installation holds a thousand domains: one of its own, and two for each sample, since an identity provider has one. */
const mostWritten = 450;
const { seed, numRuns } = tried(20_261_127, 6);
const samples = fc.sample(documents, { seed, numRuns: Math.min(numRuns, mostWritten) });

describe("what an operator writes", () => {
  it("is read back from SQLite by a process that was started later", patience, async () => {
    const app = await startApp();
    try {
      const written = [];
      for (const [number, sent] of samples.entries()) written.push(await write(app, number, sent));
      await readsTheSame(app, written);
      await app.restart();
      await readsTheSame(app, written);
    } finally {
      await app.close();
    }
  });

  it.skipIf(inject("postgresUrl") === null)(
    "is read back from PostgreSQL by a node that was started later",
    patience,
    async () => {
      const cluster = await openCluster();
      try {
        const node = await cluster.node();
        const written = [];
        for (const [number, sent] of samples.entries()) written.push(await write(node, number, sent));
        await readsTheSame(await cluster.node(), written);
      } finally {
        await cluster.close();
      }
    },
  );
});
