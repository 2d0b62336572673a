/**
 * Hundreds of regular expressions take longer to compile than one turn may: whatever is asked about rules that hold them,
 * others have their turn in between. Time goes by here with each look at the clock, so every step is over when it is done.
 */

import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Drafted } from "../src/core/configuring/judging.ts";
import { accept } from "../src/core/refusal.ts";
import type { MappingDraft, Rule } from "../src/core/terms.ts";
import { rules } from "./core/configuring/one-node.ts";
import { validMapping, validProvider } from "./core/drafts.ts";
import { administrator } from "./core/samples.ts";
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
let ms = 0;
const brought = {
  monotonicMs: () => (ms += 5),
  rules: {
    ...rules,
    compileRegex(source: string) {
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
let draft: MappingDraft;
beforeAll(async () => {
  endTurn();
  opened = await openServices(brought);
  face = await openKeystoneFace(brought);
  const { configuration } = opened.services;
  const provider = await configuration.createProvider(administrator, validProvider);
  if (!provider.ok) throw new Error(provider.refusal.detail);
  draft = { ...validMapping, project: null, providerId: provider.value.id, rules: given };
});
afterAll(async () => {
  clearImmediate(nextTurn);
  await face[Symbol.asyncDispose]();
  await opened.close();
});
beforeEach(() => compiledIn.clear());

const drafted = (): Drafted => ({
  provider: null,
  mapping: { provider: validProvider.name, draftFor: (providerId) => ({ ...draft, providerId }) },
});

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

  it("when a draft is put in its place", async () => {
    await opened.services.configuration.placeDrafts(administrator, drafted());
    expectTurns();
  });

  it("when it is written as Keystone's operators write it", async () => {
    const remote = [{ type: "sub", any_one_of: sources, regex: true }];
    const written = { rules: [{ local: [{ user: { name: "bot" } }], remote }] };
    const { status } = await face.send("PUT", "/OS-FEDERATION/mappings/teams", { mapping: written });
    expect(status).toBe(201);
    expectTurns();
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
