/**
 * Hundreds of regular expressions take longer to compile than one turn may: whatever is asked about rules that hold them,
 * others have their turn in between. Time goes by here with each look at the clock, so every step is over when it is done.
 */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Drafted } from "../src/core/configuring/judging.ts";
import { accept } from "../src/core/refusal.ts";
import type { MappingDraft, Rule } from "../src/core/terms.ts";
import { adminFaces } from "../src/faces/admin/routes.ts";
import { rules } from "./core/configuring/one-node.ts";
import { validMapping, validProvider } from "./core/drafts.ts";
import { administrator, workload } from "./core/samples.ts";
import { type RunningServer, startServer } from "./faces/http-server.ts";
import { type KeystoneFace, openKeystoneFace } from "./faces/keystone-face.ts";
import { openServices } from "./services.ts";

let turn = 0;
let nextTurn: NodeJS.Immediate;
const endTurn = () => {
  turn += 1;
  nextTurn = setImmediate(endTurn);
};
/** In which turn each expression was compiled first. */
const compiledIn = new Map<string, number>();
/** Each time one was to be compiled, remembered or not. */
const asked: string[] = [];
let ms = 0;
const brought = {
  authenticate: async () => ({ ok: true, principal: administrator, claims: null, secretId: null }) as const,
  monotonicMs: () => (ms += 5),
  rules: {
    ...rules,
    compileRegex(source: string) {
      asked.push(source);
      if (!compiledIn.has(source)) compiledIn.set(source, turn);
      return accept({ size: 1, matches: () => false });
    },
  },
};

const sources = Array.from({ length: 20 }, (_, index) => `team-${index}`);
const matchers = sources.map((source) => ({ kind: "regex", source }) as const);
const given: readonly Rule[] = validMapping.rules.map((rule) => ({
  ...rule,
  when: [{ path: ["sub"], test: { kind: "any_of", matchers } }],
}));

let opened: Awaited<ReturnType<typeof openServices>>;
let face: KeystoneFace;
let admin: RunningServer;
let draft: MappingDraft;
beforeAll(async () => {
  endTurn();
  opened = await openServices(brought);
  face = await openKeystoneFace(brought);
  const [adminFace] = adminFaces(opened.services);
  admin = await startServer(adminFace);
  const { configuration } = opened.services;
  const provider = await configuration.createProvider(administrator, validProvider);
  if (!provider.ok) throw new Error(provider.refusal.detail);
  draft = { ...validMapping, project: null, providerId: provider.value.id, rules: given };
});
afterAll(async () => {
  clearImmediate(nextTurn);
  await face[Symbol.asyncDispose]();
  await admin.close();
  await opened.close();
});
beforeEach(() => {
  compiledIn.clear();
  asked.length = 0;
});

const drafted = (): Drafted => ({
  provider: null,
  mapping: { provider: validProvider.name, draftFor: (providerId) => ({ ...draft, providerId }) },
});

/** As the admin API takes it. */
const documentOf = (name: string, regexes: readonly string[]) => {
  const matchers = regexes.map((source) => ({ kind: "regex", source }));
  const when = [{ path: ["sub"], test: { kind: "any_of", matchers } }];
  return { name, provider: validProvider.name, rules: [{ when, grant: { admin: true } }] };
};

async function post(path: string, document: unknown): Promise<number> {
  const headers = { authorization: "Bearer any", "content-type": "application/json" };
  const { status } = await admin.send(`/api/v1${path}`, {
    method: "POST",
    headers,
    body: JSON.stringify(document),
  });
  return status;
}

/** Each in a turn of its own. */
function expectTurns(): void {
  const turns = sources.map((source) => compiledIn.get(source));
  expect(turns).not.toContain(undefined);
  expect(new Set(turns).size).toBe(sources.length);
}

describe("the expressions of a mapping are compiled in turns", () => {
  it("when it is made, and when it is changed", async () => {
    const { configuration } = opened.services;
    const made = await configuration.createMapping(administrator, draft);
    if (!made.ok) throw new Error(made.refusal.detail);
    expectTurns();
    compiledIn.clear();
    const { id } = made.value;
    expect(await configuration.replaceMapping(administrator, id, draft, null)).toMatchObject({ ok: true });
    expectTurns();
  });

  it("when a draft is judged", async () => {
    await opened.services.configuration.judgeDrafts(administrator, drafted(), null);
    expectTurns();
  });

  it("when something is tried on a draft", async () => {
    const drafts = { mapping: documentOf("tried", sources) };
    expect(await post("/explain", { drafts, provider: validProvider.name, claims: {} })).toBe(200);
    expectTurns();
  });

  it("each just before it is judged, when it is asked what several would do", async () => {
    const [first = "", last = ""] = sources;
    const mappings = [documentOf("one", [first]), documentOf("other", [last])];
    expect(await post("/what-if", { mappings })).toBe(200);
    expect(asked.lastIndexOf(first)).toBeLessThan(asked.indexOf(last));
  });

  it("when it is written as Keystone's operators write it", async () => {
    const remote = [{ type: "sub", any_one_of: sources, regex: true }];
    const written = { rules: [{ local: [{ user: { name: "bot" } }], remote }] };
    const { status } = await face.send("PUT", "/OS-FEDERATION/mappings/teams", { mapping: written });
    expect(status).toBe(201);
    expectTurns();
  });

  it("when a protocol is bound to it there", async () => {
    const home = "/OS-FEDERATION/identity_providers/bound";
    const remote = { remote_ids: ["https://bound.example"] };
    expect((await face.send("PUT", home, { identity_provider: remote })).status).toBe(201);
    const protocol = { mapping_id: "teams" };
    expect((await face.send("PUT", `${home}/protocols/openid`, { protocol })).status).toBe(201);
    expectTurns();
  });

  it("but none of what is not its author's to write, for which it is refused", async () => {
    const { configuration } = opened.services;
    expect(await configuration.createMapping(workload, draft)).toMatchObject({
      ok: false,
      refusal: { kind: "forbidden" },
    });
    expect(compiledIn.size).toBe(0);
  });

  it("but none of too many, for which it is refused", async () => {
    const many = Array.from({ length: 501 }, (_, index) => ({ kind: "regex", source: `${index}` }) as const);
    const when = [{ path: ["sub"], test: { kind: "any_of", matchers: many } }] as const;
    const excessive = { ...draft, name: "excessive", rules: given.map((rule) => ({ ...rule, when })) };
    const { configuration } = opened.services;
    expect(await configuration.createMapping(administrator, excessive)).toMatchObject({
      ok: false,
      refusal: { kind: "invalid", field: "rules" },
    });
    expect(compiledIn.size).toBe(0);
  });
});
